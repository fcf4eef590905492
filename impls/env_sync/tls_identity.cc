#include "impls/env_sync/tls_identity.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>

namespace env_sync {
namespace {

void Must(bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "OpenSSL: %s\n", what);
  std::abort();
}

void Extend(X509* certificate, int id, const char* value) {
  const OpenSslPtr<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, nullptr, id, value));
  Must(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1, "extension");
}

}  // namespace

TlsIdentity::TlsIdentity() : key_(EVP_EC_gen("P-256")), certificate_(X509_new()) {
  constexpr long kHalfAnHour = 1800;
  X509* const certificate = certificate_.get();
  Must(key_ != nullptr && certificate != nullptr, "key");
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -kHalfAnHour);
  X509_gmtime_adj(X509_getm_notAfter(certificate), kHalfAnHour);
  X509_set_pubkey(certificate, key_.get());
  X509_NAME* const name = X509_get_subject_name(certificate);
  const auto* const common = reinterpret_cast<const unsigned char*>("loopback test server");
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common, -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  Extend(certificate, NID_subject_alt_name, "IP:127.0.0.1");
  Extend(certificate, NID_basic_constraints, "critical,CA:TRUE");
  Must(X509_sign(certificate, key_.get(), EVP_sha256()) > 0, "signature");
}

std::string TlsIdentity::CertificatePem() const {
  const OpenSslPtr<BIO> bio(BIO_new(BIO_s_mem()));
  Must(PEM_write_bio_X509(bio.get(), certificate_.get()) == 1, "PEM");
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<size_t>(size)};
}

OpenSslPtr<SSL_CTX> TlsIdentity::ServerContext() const {
  OpenSslPtr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()));
  Must(SSL_CTX_use_certificate(context.get(), certificate_.get()) == 1, "certificate");
  Must(SSL_CTX_use_PrivateKey(context.get(), key_.get()) == 1, "private key");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION);
  return context;
}

}  // namespace env_sync
