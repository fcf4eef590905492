#ifndef PAWL_IMPLS_ENV_SYNC_MESSAGES_H_
#define PAWL_IMPLS_ENV_SYNC_MESSAGES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

// The JSON bodies that go to the store and come from it. Pure functions.
namespace env_sync {

// path + "/" + key.
std::string ParameterName(std::string_view path, std::string_view key);

bool IsUtf8(std::string_view text);

// Bodies of requests. REQUIRES: UTF-8 throughout.
std::string PutBody(std::string_view name, std::string_view value, bool overwrite, bool advanced);
std::string GetBody(std::string_view name);
std::string PageBody(std::string_view path, std::string_view next_token);  // an empty token for the first page

struct Parameter {
  std::string name;
  std::string value;
  int64_t version = 0;
};

// The store's pages have at most this many.
inline constexpr size_t kPageSize = 10;

struct Page {
  std::vector<Parameter> parameters;
  std::string next_token;  // empty on the last page
};

// Bodies of answers with status 200. DATA_LOSS for one that is none: what was expected, the byte where JSON ends to be
// any (or the size), and the outline of the first bytes, letters as 'a', digits as '0' and all else but a few signs of
// JSON and HTML as '.', which tells one from the other and nothing more. A body may be hostile; nothing is thrown.
absl::StatusOr<int64_t> ParsePut(std::string_view body);
absl::StatusOr<Parameter> ParseGet(std::string_view body);
absl::StatusOr<Page> ParsePage(std::string_view body);

// The name of an error, such as "ThrottlingException", of an answer with another status; empty if it has none. One that
// is neither known nor ends in "Exception" is kUnknownErrorName: a hostile server may put anything there.
inline constexpr std::string_view kUnknownErrorName = "an unknown error name";
std::string ParseErrorName(std::string_view body);

}  // namespace env_sync

#endif  // PAWL_IMPLS_ENV_SYNC_MESSAGES_H_
