#include "tools/gate/limits.h"

#include <algorithm>
#include <set>

#include "fmt/format.h"
#include "tools/model/case_name.h"

namespace pawl {
namespace {

struct Default {
  std::string_view text;
  int line;
};

constexpr Default kDefaults[] = {
    {"allocations +0", __LINE__},
    // What an allocator or a library's minor version changes without anybody's doing: a size class here, a buffer
    // there.
    {"allocated_bytes +1% and +64 B", __LINE__},
    // And a buffer that a library keeps may be a page.
    {"peak_bytes +1% and +4 KiB", __LINE__},
    // A leaked block grows the heap by 24 B at least, so this tolerates no leak. It is not 0, as less than 1 B per
    // iteration is one block, kept all the time, that the allocator rounded differently.
    {"leaked_bytes +1 B", __LINE__},
    // A tripwire. One instruction more is seen and shown, but a compiler's or library's minor version changes a few.
    {"instructions +2% and +100", __LINE__},
    // What a compiler's minor version changes: a function inlined here, a string merged there. And a page, below which
    // 1 % of a small library is one function.
    {"binary_size +1% and +4 KiB", __LINE__},
    {"sizeof +0", __LINE__},
    {"time_ratio +25%", __LINE__},
    // No false alarm in 10,000 recorded windows, +5 % found in 98 of 100.
    {"time theta 1% margin 3%", __LINE__},
};

const Limit* FindIn(const std::vector<Limit>& limits, std::string_view metric) {
  const auto found =
      std::find_if(limits.begin(), limits.end(), [&](const Limit& limit) { return limit.metric == metric; });
  return found == limits.end() ? nullptr : &*found;
}

absl::Status CheckScope(const std::vector<Limit>& scope) {
  std::map<std::string_view, const Limit*> seen;
  for (const Limit& limit : scope) {
    const auto [first, fresh] = seen.emplace(limit.metric, &limit);
    if (fresh) continue;
    return absl::InvalidArgumentError(fmt::format("{}: limit \"{}\" contradicts \"{}\" ({}): keep one of them",
                                                  limit.origin, limit.text, first->second->text,
                                                  first->second->origin));
  }
  return absl::OkStatus();
}

}  // namespace

const std::vector<Limit>& DefaultLimits() {
  static const auto& limits = *new auto([] {
    std::vector<Limit> parsed;
    for (const Default& one : kDefaults) {
      parsed.push_back(ParseLimit(one.text).value());
      parsed.back().origin = fmt::format("{}:{}", __FILE__, one.line);
    }
    return parsed;
  }());
  return limits;
}

const Limit* Limits::FindWritten(std::string_view case_name, std::string_view metric) const {
  if (const auto own = cases.find(case_name); own != cases.end()) {
    if (const Limit* limit = FindIn(own->second, metric)) return limit;
  }
  for (const std::vector<Limit>& scope : scopes) {
    if (const Limit* limit = FindIn(scope, metric)) return limit;
  }
  return nullptr;
}

const Limit* Limits::Find(std::string_view case_name, std::string_view metric) const {
  const Limit* written = FindWritten(case_name, metric);
  return written != nullptr ? written : FindIn(DefaultLimits(), metric);
}

absl::Status CheckLimits(const Limits& limits, const std::vector<std::string>& cases) {
  const std::set<std::string_view> existing(cases.begin(), cases.end());
  for (const auto& [case_name, own] : limits.cases) {
    if (!own.empty() && !existing.contains(case_name)) {
      const std::string nearest = Nearest(case_name, cases);
      return absl::InvalidArgumentError(fmt::format(
          "{}: limit \"{}\" is on the case {}, which the benchmark does not have{} `bazel run` of the "
          "perf_test's .bin with `-- --benchmark_list_tests` lists its cases",
          own.front().origin, own.front().text, case_name, nearest.empty() ? "." : "; did you mean " + nearest + "?"));
    }
    if (absl::Status status = CheckScope(own); !status.ok()) return status;
  }
  for (const std::vector<Limit>& scope : limits.scopes) {
    if (absl::Status status = CheckScope(scope); !status.ok()) return status;
  }
  return absl::OkStatus();
}

Limit AnchorLimit(Limit limit) {
  if (limit.relative == 0 && limit.absolute == 0) {
    limit.relative = kAnchorRelative;
    limit.absolute = kAnchorAbsolute;
    limit.text += fmt::format(", of the anchor +{:g}% and +{:g}", kAnchorRelative * 100, kAnchorAbsolute);
  } else {
    limit.relative *= kAnchorFactor;
    limit.absolute *= kAnchorFactor;
    limit.text += fmt::format(", of the anchor {:g} x", kAnchorFactor);
  }
  return limit;
}

double RatioTolerance(const Limit& limit, double spread) {
  return std::max(limit.relative, kRatioFailureSpreads * spread);
}

bool RatioExceeds(const Limit& limit, double spread, double stored, double current) {
  return current / stored - 1 > RatioTolerance(limit, spread) && current - stored > limit.absolute;
}

RatioRule ApplyRatioRule(const Limit& limit, double spread, double stored, double current) {
  RatioRule rule;
  rule.worse = RatioExceeds(limit, spread, stored, current);
  rule.better = RatioExceeds(limit, spread, current, stored);
  rule.apart = std::max(current / stored, stored / current) - 1;
  rule.warning = std::max(kRatioWarning, kRatioWarningSpreads * spread);
  rule.needed = rule.worse || rule.better   ? kRatioSuspicionProcesses
                : rule.apart > rule.warning ? kRatioProcesses
                                            : kRatioCalmProcesses;
  return rule;
}

}  // namespace pawl
