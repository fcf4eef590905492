#include "impls/checksum/evp_sha256.h"

#include <openssl/evp.h>

namespace checksum {

void EvpSha256::Free::operator()(EVP_MD* algorithm) const { EVP_MD_free(algorithm); }
void EvpSha256::Free::operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }

absl::Status EvpSha256::Start() {
  if (algorithm_ == nullptr) algorithm_.reset(EVP_MD_fetch(nullptr, "SHA256", nullptr));
  if (context_ == nullptr) context_.reset(EVP_MD_CTX_new());
  if (algorithm_ == nullptr || context_ == nullptr) return OpenSslError();
  if (EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr) != 1) return OpenSslError();
  return absl::OkStatus();
}

absl::Status EvpSha256::Update(std::string_view bytes) {
  if (EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1) return OpenSslError();
  return absl::OkStatus();
}

absl::StatusOr<Digest> EvpSha256::Finish() {
  Digest digest;
  if (EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) != 1) return OpenSslError();
  return digest;
}

absl::Status OpenSslError() {
  return absl::InternalError(
      "OpenSSL cannot compute SHA-256. Check its configuration (openssl list -digest-algorithms) and free memory");
}

}  // namespace checksum
