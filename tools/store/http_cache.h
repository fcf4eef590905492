#ifndef PAWL_TOOLS_STORE_HTTP_CACHE_H_
#define PAWL_TOOLS_STORE_HTTP_CACHE_H_

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>

#include "absl/status/status.h"

namespace pawl {

// Files by the hash of their bytes in a remote cache of Bazel's HTTP protocol: GET and PUT of <url>/cas/<digits>, see
// bazel.build/remote/caching, "HTTP caching protocol". Follows no redirection and speaks nothing but HTTP and HTTPS. A
// server that does not answer costs `timeout` at most, in which a binary of 2 MB comes over 1 Mbit/s. Blocks; may be
// used from several threads.
class HttpCache {
 public:
  // `url` may hold a user and a password: they are sent, and in no message. No file is larger than `max_bytes`.
  HttpCache(std::string url, int64_t max_bytes, std::chrono::milliseconds timeout = std::chrono::seconds(20))
      : url_(std::move(url)), max_bytes_(max_bytes), timeout_(timeout) {}

  // Uploads `file`, whose content hash is `hash`. kUnavailable, with the status or the cause, if it was not taken.
  absl::Status Put(const std::string& hash, const std::filesystem::path& file) const;

  // Downloads the file with that content hash to the new executable file `into`. Otherwise there is no `into`, and
  // kNotFound if the server has none, kDataLoss if it served other bytes, kResourceExhausted if it served more than
  // `max_bytes`, kUnavailable if it did not serve.
  absl::Status Get(const std::string& hash, const std::filesystem::path& into) const;

  // The URL without user, password and query, as messages name it.
  std::string Name() const;

 private:
  std::string url_;
  int64_t max_bytes_;
  std::chrono::milliseconds timeout_;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_STORE_HTTP_CACHE_H_
