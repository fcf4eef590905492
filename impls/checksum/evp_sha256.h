#ifndef PAWL_IMPLS_CHECKSUM_EVP_SHA256_H_
#define PAWL_IMPLS_CHECKSUM_EVP_SHA256_H_

#include <openssl/types.h>

#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/checksum/checksum.h"

namespace checksum {

// OpenSSL's SHA-256, asked for by name on first use and then kept: EVP_Digest() asks anew for every message, which
// takes longer than hashing 64 bytes. Start() begins each message; the others follow only a Start() that was OK.
class EvpSha256 {
 public:
  absl::Status Start();
  absl::Status Update(std::string_view bytes);
  absl::StatusOr<Digest> Finish();

 private:
  struct Free {
    void operator()(EVP_MD* algorithm) const;
    void operator()(EVP_MD_CTX* context) const;
  };
  std::unique_ptr<EVP_MD, Free> algorithm_;
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

// INTERNAL: OpenSSL refused. SHA-256 is missing from its configured providers, or its memory ran out.
absl::Status OpenSslError();

}  // namespace checksum

#endif  // PAWL_IMPLS_CHECKSUM_EVP_SHA256_H_
