#ifndef PAWL_IMPLS_ENV_FILE_CONTRACT_FIXTURE_H_
#define PAWL_IMPLS_ENV_FILE_CONTRACT_FIXTURE_H_

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "impls/env_file/impls.h"
#include "impls/env_file/transcript.h"

// What the suites over all implementations share.
namespace env_file {

// A text in two reads, the first of `first_bytes`; then, if asked for, an error of the source's.
class SplitSource : public Source {
 public:
  SplitSource(std::string_view text, size_t first_bytes, absl::Status at_end = absl::OkStatus())
      : Source(".env"), parts_{text.substr(0, first_bytes), text.substr(first_bytes)}, at_end_(std::move(at_end)) {}

  absl::StatusOr<size_t> Read(char* data, size_t capacity_bytes) override {
    std::string_view& part = parts_[0].empty() ? parts_[1] : parts_[0];
    const size_t size = part.copy(data, capacity_bytes);
    part.remove_prefix(size);
    if (size == 0 && !at_end_.ok()) return at_end_;
    return size;
  }

 private:
  std::string_view parts_[2];
  const absl::Status at_end_;
};

template <typename Impl>
class EnvFileSuite : public testing::Test {
 public:  // What an implementation gives is compared with what the first one does.
  static std::string Of(std::string_view text, const Options& options = TestOptions()) {
    TextSource source(text);
    return Transcript<Impl>(source, options);
  }

  // The error that ends a file.
  static std::string Error(std::string_view text, const Options& options = TestOptions()) {
    const std::string transcript = Of(text, options);
    const size_t error = transcript.find("INVALID_ARGUMENT: ");
    return error == std::string::npos ? "no error: " + transcript : transcript.substr(error + 18);
  }

  // As conformance.h writes it.
  static std::string Answer(std::string_view text, const Options& options) {
    const absl::StatusOr<typename Impl::Table> table = Impl::Parse(text, ".env", options);
    if (!table.ok()) return "error";
    std::string answer;
    table->ForEach([&answer](std::string_view key, std::string_view value) {
      if (!answer.empty()) answer += "|";
      answer.append(key).append("=").append(value);
    });
    return answer;
  }

  static std::string Reference(std::string_view text, const Options& options) {
    TextSource source(text);
    return Transcript<Baseline>(source, options);
  }
};

}  // namespace env_file

#endif  // PAWL_IMPLS_ENV_FILE_CONTRACT_FIXTURE_H_
