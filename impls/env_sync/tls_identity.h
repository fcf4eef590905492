#ifndef PAWL_IMPLS_ENV_SYNC_TLS_IDENTITY_H_
#define PAWL_IMPLS_ENV_SYNC_TLS_IDENTITY_H_

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace env_sync {

struct OpenSslFree {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};

template <typename T>
using OpenSslPtr = std::unique_ptr<T, OpenSslFree>;

// What a test's server shows: a new P-256 key and a certificate that it signs itself, for 127.0.0.1, valid for an hour
// around now. Aborts where OpenSSL fails.
class TlsIdentity {
 public:
  TlsIdentity();

  // For clients' ca_file.
  std::string CertificatePem() const;

  // TLS 1.3 and nothing older.
  OpenSslPtr<SSL_CTX> ServerContext() const;

 private:
  OpenSslPtr<EVP_PKEY> key_;
  OpenSslPtr<X509> certificate_;
};

}  // namespace env_sync

#endif  // PAWL_IMPLS_ENV_SYNC_TLS_IDENTITY_H_
