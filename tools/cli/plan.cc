#include "tools/cli/plan.h"

#include <algorithm>
#include <exception>
#include <optional>

#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "tools/cli/files.h"

namespace pawl {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Plan, target, pawl, binary, layouts, counter, baseline_file, build_file, status_file,
                                   sources, compiler_flags, claims, metrics, sweep, report_only)

namespace {

// A half-open range of a text.
struct Range {
  size_t begin;
  size_t end;
};

std::string Literal(const std::string& text, char quote) {
  std::string literal(1, quote);
  for (char c : text) {
    if (c == quote || c == '\\') literal += '\\';
    literal += c;
  }
  return literal + quote;
}

// Where `text` first stands within `range` as a Starlark string, in either quotes.
std::optional<Range> FindLiteral(const std::string& content, const std::string& text, Range range) {
  std::optional<Range> first;
  for (char quote : {'"', '\''}) {
    const std::string literal = Literal(text, quote);
    const size_t at = content.find(literal, range.begin);
    if (at == std::string::npos || at + literal.size() > range.end) continue;
    if (!first || at < first->begin) first = Range{at, at + literal.size()};
  }
  return first;
}

// The end of the dictionary value that `at` stands before: a comma or a closing bracket outside strings and brackets.
size_t EndOfEntry(const std::string& content, size_t at) {
  int depth = 0;
  char quote = '\0';
  for (; at < content.size(); ++at) {
    const char c = content[at];
    if (quote != '\0') {
      if (c == '\\') ++at;
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '#') {
      at = std::min(content.find('\n', at), content.size() - 1);
    } else if (c == '[' || c == '(' || c == '{') {
      ++depth;
    } else if (c == ']' || c == ')' || c == '}') {
      if (--depth < 0) return at;
    } else if (c == ',' && depth == 0) {
      return at;
    }
  }
  return content.size();
}

// The entry of the case in a dictionary, from its name on: two cases may promise the same in the same words. Nothing if
// the name is not written out as a key.
std::optional<Range> FindEntry(const std::string& content, const std::string& case_name) {
  Range rest{0, content.size()};
  while (const std::optional<Range> name = FindLiteral(content, case_name, rest)) {
    const size_t colon = content.find_first_not_of(" \t\n", name->end);
    if (colon != std::string::npos && content[colon] == ':') return Range{name->begin, EndOfEntry(content, colon)};
    rest.begin = name->end;
  }
  return std::nullopt;
}

// "file:line" of the claim's text; of its case if the text is not written out there; the file alone without both.
std::string OriginOf(const std::string& file, const std::string& content, const std::string& case_name,
                     const std::string& text) {
  const std::optional<Range> entry = FindEntry(content, case_name);
  std::optional<Range> found = FindLiteral(content, text, entry.value_or(Range{0, content.size()}));
  if (!found) found = entry;
  if (!found) return file;
  const auto line = 1 + std::count(content.begin(), content.begin() + static_cast<long>(found->begin), '\n');
  return fmt::format("{}:{}", file, line);
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

absl::StatusOr<std::vector<UserMetric>> ParseMetrics(const Plan& plan) {
  const std::string content = plan.build_file.empty() ? "" : ReadFile(plan.build_file).value_or("");
  const std::string file = plan.build_file.empty() ? plan.target : plan.build_file;
  std::vector<UserMetric> metrics;
  for (const auto& [name, text] : plan.metrics) {
    const std::string origin = OriginOf(file, content, name, text);
    absl::StatusOr<UserMetric> metric = ParseUserMetric(name, text);
    if (!metric.ok()) {
      return absl::InvalidArgumentError(fmt::format("{}: {}", origin, std::string(metric.status().message())));
    }
    metric->limit.origin = origin;
    metrics.push_back(*std::move(metric));
  }
  return metrics;
}

absl::StatusOr<std::vector<Claim>> ParseClaims(const Plan& plan, const Metrics& metrics) {
  const std::string content = plan.build_file.empty() ? "" : ReadFile(plan.build_file).value_or("");
  const std::string file = plan.build_file.empty() ? plan.target : plan.build_file;
  std::vector<Claim> claims;
  for (const auto& [case_name, texts] : plan.claims) {
    for (const std::string& text : texts) {
      const std::string origin = OriginOf(file, content, case_name, text);
      absl::StatusOr<Claim> claim = ParseClaim(case_name, text, metrics);
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
