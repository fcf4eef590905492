#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "impls/env_sync/loopback_server.h"
#include "impls/env_sync/messages.h"

namespace env_sync {
namespace {

void Must(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

// Between the quotes of an outline there is nothing that could be a value: letters are all 'a', digits '0'.
template <typename T>
void CheckRefusal(const absl::StatusOr<T>& answer) {
  if (answer.ok()) return;
  const std::string message(answer.status().message());
  Must(answer.status().code() == absl::StatusCode::kDataLoss, "garbage is DATA_LOSS");
  Must(message.size() < 400, "messages are short");
  const size_t begin = message.find("outline \"");
  const size_t end = message.rfind("\". Check");
  Must(begin != std::string::npos && end != std::string::npos && begin < end, "a message has an outline");
  for (const char c : message.substr(begin + 9, end - begin - 9)) {
    Must(std::string_view("a0.{}[]<>\":, ").find(c) != std::string_view::npos, "an outline tells nothing");
  }
}

void CheckAnswers(std::string_view body) {
  const auto put = ParsePut(body);
  CheckRefusal(put);
  Must(!put.ok() || *put > 0, "versions are from 1");
  const auto got = ParseGet(body);
  CheckRefusal(got);
  Must(!got.ok() || (got->version > 0 && IsUtf8(got->value) && IsUtf8(got->name)), "what is read is UTF-8");
  const auto page = ParsePage(body);
  CheckRefusal(page);
  if (page.ok()) {
    Must(page->parameters.size() <= kPageSize, "a page has up to ten");
    for (const Parameter& parameter : page->parameters) Must(parameter.version > 0, "versions are from 1");
    // What comes back goes into the next request.
    Must(!PageBody("/app", page->next_token).empty(), "a token can be sent");
  }
  const std::string name = ParseErrorName(body);
  Must(name.size() <= 64, "names are short");
  Must(name.find_first_of("\"{}#:0123456789") == std::string::npos, "names have letters only");
}

// A value that may be sent comes back as it was.
void CheckRoundTrip(std::string_view value) {
  if (!IsUtf8(value)) return;
  const std::string body = PutBody("/app/A", value, true, false);
  // A description of a parameter, but for its version.
  const auto parameter = ParseGet("{\"Parameter\":" + body.substr(0, body.size() - 1) + ",\"Version\":7}}");
  Must(parameter.ok() && parameter->name == "/app/A" && parameter->value == value, "a value survives JSON");
}

// However a stream of requests is cut.
void CheckRequests(std::string_view bytes) {
  while (!bytes.empty()) {
    HttpRequest request;
    const size_t size = ParseRequest(bytes, request);
    Must(size <= bytes.size(), "a request is within its bytes");
    if (size == 0) return;
    Must(request.method.empty() || request.body.size() < size, "a request has a head");
    HttpRequest again;
    if (!request.method.empty()) {
      Must(ParseRequest(bytes.substr(0, size), again) == size && again.body == request.body,
           "what follows changes nothing");
      Must(ParseRequest(bytes.substr(0, size - 1), again) == 0, "less than a request is none");
    }
    bytes.remove_prefix(size);
  }
}

}  // namespace
}  // namespace env_sync

// The parsers of what comes from the network: the client's of answers, and that of the test's server of requests.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  env_sync::CheckAnswers(bytes);
  env_sync::CheckRoundTrip(bytes);
  env_sync::CheckRequests(bytes);
  return 0;
}
