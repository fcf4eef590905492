#ifndef PAWL_IMPLS_ENV_SYNC_TRANSFER_H_
#define PAWL_IMPLS_ENV_SYNC_TRANSFER_H_

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "impls/env_sync/curl_handles.h"
#include "impls/env_sync/options.h"

namespace env_sync {

struct Request {
  std::string_view action;  // a literal: "PutParameter"
  std::string body;
};

// How one request ended.
struct Exchange {
  enum class End : uint8_t {
    kAnswered,     // with an HTTP status
    kNotSent,      // no connection: the server knows of nothing
    kUntrusted,    // its certificate is not one that may be trusted; the same next time
    kLost,         // the request, or a part of it, was sent; no answer, or none that is whole
    kUnsupported,  // libcurl itself fails, before anything was sent
  };
  End end = End::kLost;
  std::string trouble;  // libcurl's words for the code: they are literals, with nothing of the request in them
  int http_status = 0;
  std::string body;
  std::chrono::seconds retry_after{0};
};

// One request at a time over one of libcurl's easy handles, which keeps its connection for the next one. Not copyable
// nor movable, as libcurl has its address. Used by one thread at a time. Sends no signals, follows no redirection, has
// no time limit of its own, and never writes libcurl's diagnostics.
class Transfer {
 public:
  // `options` are borrowed. handle() is null if libcurl cannot be initialized.
  explicit Transfer(const Options& options);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  // Signs the request with the time of day and makes handle() ready for it.
  void Begin(Request request);

  // What came of it. Call once after it has ended.
  Exchange End(CURLcode code);

  CURL* handle() const { return curl_.get(); }

 private:
  static size_t Read(char* to, size_t size, size_t count, void* self);
  static int Rewind(void* self, curl_off_t offset, int origin);
  static size_t Write(const char* bytes, size_t size, size_t count, void* self);
  void SetHeaders();

  const Options& options_;
  const std::string host_;
  CurlList headers_;
  Request request_;
  size_t sent_bytes_ = 0;
  std::string answer_;
  CurlEasy curl_;  // last: it refers to what is above
};

// Once in a process, whatever the threads.
bool InitializeCurl();

}  // namespace env_sync

#endif  // PAWL_IMPLS_ENV_SYNC_TRANSFER_H_
