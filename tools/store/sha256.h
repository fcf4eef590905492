#ifndef PAWL_TOOLS_STORE_SHA256_H_
#define PAWL_TOOLS_STORE_SHA256_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

struct evp_md_ctx_st;

namespace pawl {

// SHA-256 (FIPS 180-4) of bytes that come in pieces, by OpenSSL. Not thread-safe.
class Sha256 {
 public:
  Sha256();
  ~Sha256();

  void Add(std::string_view bytes);

  // 64 lower-case hexadecimal digits; once, and nothing afterwards. Internal if OpenSSL failed in between.
  absl::StatusOr<std::string> Digits();

 private:
  std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st*)> context_;
  bool good_;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_STORE_SHA256_H_
