#include "tools/model/claim.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>

#include "fmt/format.h"
#include "tools/model/case_name.h"

namespace pawl {
namespace {

struct Unit {
  std::string_view name;
  double factor;
};
constexpr Unit kUnits[] = {{"B", 1}, {"KiB", 1024}, {"MiB", 1024 * 1024}, {"GiB", 1024.0 * 1024 * 1024}};

// A cursor over the text of one claim; every error names the position.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  void SkipSpace() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }

  bool Consume(std::string_view token) {
    SkipSpace();
    if (text_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    return true;
  }

  std::string_view Word() {
    SkipSpace();
    const size_t begin = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_')) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  std::optional<double> Number() {
    SkipSpace();
    double value = 0;
    const char* begin = text_.data() + at_;
    const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value, std::chars_format::fixed);
    if (error != std::errc() || !std::isfinite(value) || value < 0) return std::nullopt;
    at_ += static_cast<size_t>(end - begin);
    return value;
  }

  // The text up to `end`, which is consumed; nullopt if `end` never comes.
  std::optional<std::string_view> Until(std::string_view end) {
    const size_t found = text_.find(end, at_);
    if (found == std::string_view::npos) return std::nullopt;
    const std::string_view inside = text_.substr(at_, found - at_);
    at_ = found + end.size();
    return inside;
  }

  bool AtEnd() {
    SkipSpace();
    return at_ == text_.size();
  }

  absl::Status Error(std::string_view expected) const {
    return absl::InvalidArgumentError(fmt::format(
        "claim \"{}\", at position {}: {}. A claim reads `metric <= [factor *] reference [if feature]`, for example "
        "\"allocations <= 1\", \"time <= 0.25 * baseline\" or \"peak_bytes <= 1 MiB\"",
        text_, at_ + 1, expected));
  }

 private:
  std::string_view text_;
  size_t at_ = 0;
};

// `baseline` or `case("...")`. Leaves the claim's reference empty if neither stands here.
absl::Status ParseReference(Scanner& scanner, Claim& claim) {
  if (scanner.Consume("baseline")) {
    const auto reference = ReferenceOf(claim.case_name);
    if (!reference) {
      return scanner.Error("`baseline` needs a case with an impl: part other than impl:baseline, this one has none");
    }
    claim.reference = *reference;
  } else if (scanner.Consume("case(\"")) {
    const auto name = scanner.Until("\")");
    if (!name || name->empty()) return scanner.Error("expected a case name and \") after case(\"");
    claim.reference = std::string(*name);
  }
  return absl::OkStatus();
}

absl::Status ParseBound(Scanner& scanner, Claim& claim) {
  const std::optional<double> number = scanner.Number();
  if (number) {
    claim.factor = *number;
    if (!scanner.Consume("*")) {
      for (const Unit& unit : kUnits) {
        if (scanner.Consume(unit.name)) {
          claim.factor *= unit.factor;
          break;
        }
      }
      return absl::OkStatus();
    }
  }
  if (absl::Status status = ParseReference(scanner, claim); !status.ok()) return status;
  if (claim.reference.empty()) return scanner.Error("expected a number, `baseline` or `case(\"name\")`");
  return absl::OkStatus();
}

}  // namespace

const std::vector<std::string>& ClaimMetrics() {
  static const auto& metrics =
      *new std::vector<std::string>{std::string(kTime), std::string(kAllocations), std::string(kAllocatedBytes),
                                    std::string(kPeakBytes), std::string(kLeakedBytes)};
  return metrics;
}

absl::StatusOr<Claim> ParseClaim(std::string_view case_name, std::string_view text) {
  Scanner scanner(text);
  Claim claim;
  claim.case_name = std::string(case_name);
  claim.text = std::string(text);
  claim.metric = std::string(scanner.Word());
  const auto& metrics = ClaimMetrics();
  if (std::find(metrics.begin(), metrics.end(), claim.metric) == metrics.end()) {
    const std::string nearest = Nearest(claim.metric, metrics);
    return scanner.Error(fmt::format("unknown metric \"{}\"{}; known are {}", claim.metric,
                                     nearest.empty() ? "" : ", did you mean \"" + nearest + "\"?",
                                     fmt::join(metrics, ", ")));
  }
  if (scanner.Consume(">=")) {
    claim.at_most = false;
  } else if (!scanner.Consume("<=")) {
    return scanner.Error("expected <= or >=");
  }
  if (absl::Status status = ParseBound(scanner, claim); !status.ok()) return status;
  if (scanner.Consume("if ")) {
    claim.feature = std::string(scanner.Word());
    if (claim.feature.empty()) return scanner.Error("expected a CPU feature after `if`");
  }
  if (!scanner.AtEnd()) return scanner.Error("unexpected text");
  if (claim.metric == kTime && claim.reference.empty()) {
    return scanner.Error(
        "a time is compared with another case, never with a number: the number would hold on one machine only");
  }
  if (claim.metric == kTime && claim.factor <= 0) return scanner.Error("the factor of a time must be positive");
  return claim;
}

}  // namespace pawl
