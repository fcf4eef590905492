#ifndef PAWL_IMPLS_LOG_AGGREGATOR_BASELINE_H_
#define PAWL_IMPLS_LOG_AGGREGATOR_BASELINE_H_

#include <fmt/format.h>

#include <concepts>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/log_aggregator/log_aggregator.h"
#include "impls/log_aggregator/sink.h"

namespace log_aggregator {

// Allocates an entry and its strings for each message, takes a lock, and writes one line. Nothing waits, so nothing can
// be dropped, or lost by a crash: an accepted message is with the kernel when Log() returns.
class Baseline {
 public:
  static constexpr std::string_view kName = "baseline";

  struct Source {
    std::string name;
  };
  struct Template {
    std::string text;
  };

  static absl::StatusOr<std::unique_ptr<Baseline>> Make(const Options& options);

  static absl::StatusOr<Source> AddSource(std::string_view name);
  static absl::StatusOr<Template> AddTemplate(std::string_view text);

  template <typename... Arguments>
    requires(sizeof...(Arguments) <= kMaxArguments)
  bool Log(Severity severity, const Source& source, const Template& message, const Arguments&... arguments) {
    [[maybe_unused]] size_t left_bytes = kMaxTextBytes;
    Write(severity, source.name, message.text, {Text(arguments, left_bytes)...});
    return true;
  }

  absl::Status Flush();
  std::vector<std::string> Tail(const Source& source);
  Stats stats() const;
  size_t RetainedBytes();

 private:
  struct Entry {
    int64_t time_ms;
    Severity severity;
    std::string source;
    std::string message;
  };

  explicit Baseline(const Options& options) : file_(options.file), terminal_(options.terminal) {}

  // An argument as the line shows it.
  template <typename T>
  static std::string Text(const T& value, size_t& left_bytes) {
    if constexpr (std::convertible_to<const T&, std::string_view>) {
      return CutAndEscaped(value, left_bytes);
    } else if constexpr (std::same_as<T, char>) {
      size_t one_byte = 1;
      return CutAndEscaped(std::string_view(&value, 1), one_byte);
    } else {
      return fmt::format("{}", value);
    }
  }
  static std::string CutAndEscaped(std::string_view text, size_t& left_bytes);
  static std::string LineOf(const Entry& entry);
  void Write(Severity severity, const std::string& source, const std::string& message,
             const std::vector<std::string>& arguments);

  mutable std::mutex mutex_;  // guards what follows
  Sink file_;
  Sink terminal_;
  uint64_t written_ = 0;
  std::unordered_map<std::string, std::vector<std::unique_ptr<Entry>>> tails_;
};

}  // namespace log_aggregator

#endif  // PAWL_IMPLS_LOG_AGGREGATOR_BASELINE_H_
