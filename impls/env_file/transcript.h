#ifndef PAWL_IMPLS_ENV_FILE_TRANSCRIPT_H_
#define PAWL_IMPLS_ENV_FILE_TRANSCRIPT_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "impls/env_file/env_file.h"

// All that a reader says of a file as one text, so that two can be compared: for the tests and the fuzz target.
namespace env_file {

// Variables that exist beside those of the file, by name.
inline std::optional<std::string_view> TestEnvironment(std::string_view name) {
  if (name == "HOME") return "/home/x";
  if (name == "A") return "environment's A";
  if (name == "EMPTY") return "";
  return std::nullopt;
}

inline Options TestOptions(const Dialect& dialect = Dialect()) {
  Options options;
  options.dialect = dialect;
  options.environment = TestEnvironment;
  return options;
}

inline std::string Transcript(const absl::StatusOr<Summary>& summary) {
  if (!summary.ok()) return summary.status().ToString();
  return std::to_string(summary->variables) + " variables, " + std::to_string(summary->skipped) + " skipped, " +
         std::to_string(summary->warnings) + " warnings, " + summary->first_skipped.ToString();
}

// A line for each variable, "KEY=value at line:column", then what Transcript() makes of the end.
template <typename Impl>
std::string Transcript(Source& source, const Options& options) {
  std::map<std::string, std::string, std::less<>> seen;
  const Lookup earlier = [&seen](std::string_view name) -> std::optional<std::string_view> {
    const auto found = seen.find(name);
    if (found == seen.end()) return std::nullopt;
    return found->second;
  };
  std::string text;
  typename Impl::Reader reader(source, options, earlier);
  const absl::StatusOr<Summary> summary = Visit(reader, [&](const Variable& variable) {
    text.append(variable.key).append("=").append(variable.value);
    text += " at " + std::to_string(variable.position.line) + ":" + std::to_string(variable.position.column);
    text += variable.warning == Warning::kNone ? "\n" : " (warning)\n";
    seen.insert_or_assign(std::string(variable.key), std::string(variable.value));
  });
  return text + Transcript(summary);
}

}  // namespace env_file

#endif  // PAWL_IMPLS_ENV_FILE_TRANSCRIPT_H_
