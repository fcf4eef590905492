#include "tools/cli/plan.h"

#include <exception>
#include <sstream>

#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "tools/cli/files.h"

namespace pawl {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Plan, target, pawl, binary, counter, baseline_file, build_file, status_file,
                                   compiler_flags, claims, sweep, report_only)

namespace {

// "file:line" of the first line that holds `text` as a Starlark string, or the file alone. A claim's quotes may be
// escaped there.
std::string OriginOf(const std::string& file, const std::string& content, const std::string& text) {
  std::string escaped;
  for (char c : text) escaped += c == '"' ? std::string("\\\"") : std::string(1, c);
  std::istringstream lines(content);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.find(text) != std::string::npos || line.find(escaped) != std::string::npos) {
      return fmt::format("{}:{}", file, number);
    }
  }
  return file;
}

// The part of the BUILD file that starts where the case is named, so that two cases with the same claim have their own
// lines. Keeps the lines before as empty ones.
std::string From(const std::string& content, const std::string& case_name) {
  const size_t at = content.find('"' + case_name + '"');
  if (at == std::string::npos) return content;
  std::string blank;
  for (size_t i = 0; i < at; ++i) {
    if (content[i] == '\n') blank += '\n';
  }
  return blank + content.substr(at);
}

}  // namespace

absl::StatusOr<Plan> ReadPlan(const std::string& path) {
  absl::StatusOr<std::string> text = ReadFile(path);
  if (!text.ok()) return text.status();
  try {
    return nlohmann::json::parse(*text).get<Plan>();
  } catch (const std::exception& error) {
    return absl::InvalidArgumentError(
        fmt::format("{}: not the plan of a perf_test ({}): the rule that wrote it and this program differ in version",
                    path, error.what()));
  }
}

absl::StatusOr<std::vector<Claim>> ParseClaims(const Plan& plan) {
  const std::string content = plan.build_file.empty() ? "" : ReadFile(plan.build_file).value_or("");
  const std::string file = plan.build_file.empty() ? plan.target : plan.build_file;
  std::vector<Claim> claims;
  for (const auto& [case_name, texts] : plan.claims) {
    for (const std::string& text : texts) {
      const std::string origin = OriginOf(file, From(content, case_name), text);
      absl::StatusOr<Claim> claim = ParseClaim(case_name, text);
      if (!claim.ok()) {
        return absl::InvalidArgumentError(fmt::format("{}: {}", origin, std::string(claim.status().message())));
      }
      claim->origin = origin;
      claims.push_back(*std::move(claim));
    }
  }
  return claims;
}

}  // namespace pawl
