#include "tools/gate/required.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "fmt/format.h"

namespace pawl {
namespace {

std::set<std::string_view> Compared(const GateInput& input, const std::vector<Row>& rows) {
  std::set<std::string_view> compared;
  for (const Row& row : rows) {
    if (!row.allowed.empty()) continue;
    compared.insert(row.comparison);
    if (row.comparison == kTime && row.verdict != Verdict::kNotMeasured) compared.insert(kTimeRatio);
  }
  for (const Claim& claim : input.claims) {
    if (input.gated.contains(claim.case_name)) compared.insert(claim.metric);
  }
  return compared;
}

// Whether a run of the cases that this one leaves out has a row of it. Live time has no row by its record alone.
bool ComparedElsewhere(const GateInput& input, std::string_view metric) {
  const auto left_out = [&](const auto& one) { return one.metric == metric && input.left_out.contains(one.case_name); };
  if (std::any_of(input.claims.begin(), input.claims.end(), left_out)) return true;
  return metric != kTime && input.baseline &&
         std::any_of(input.baseline->records.begin(), input.baseline->records.end(), left_out);
}

std::string WayOut(const GateInput& input, std::string_view metric) {
  if (metric == kTime)
    return "accept it on this machine, give it another build with --test_arg=--against=..., write a claim about time";
  if (metric == kTimeRatio) return "register its cases with a baseline implementation beside them, write a claim";
  if (metric == kBinarySize) return "let a dep of its perf_test be a library with sources, accept the stored baseline";
  if (metric == kSizeof) return "let its benchmark call pawl::RecordSizeof, accept the stored baseline";
  const bool counter = std::any_of(input.counters.begin(), input.counters.end(),
                                   [&](const UserMetric& declared) { return declared.info.name == metric; });
  return counter ? "let a case set the counter and accept it, write a claim about it"
                 : "accept the stored baseline, write a claim about it";
}

}  // namespace

std::vector<Row> UncomparedRequirements(const GateInput& input, const std::vector<Row>& rows) {
  std::vector<Row> uncompared;
  if (std::any_of(rows.begin(), rows.end(), [](const Row& row) { return row.verdict == Verdict::kError; })) return {};
  const std::set<std::string_view> compared = Compared(input, rows);
  for (const std::string& metric : input.policy.require) {
    if (compared.contains(metric) || ComparedElsewhere(input, metric)) continue;
    Row row;
    row.comparison = metric;
    row.verdict = Verdict::kNotMeasured;
    row.strict = "require: " + metric;
    row.reason = fmt::format("{} is required, but no row of this run compares it: {}, or remove it from `require`",
                             metric, WayOut(input, metric));
    uncompared.push_back(std::move(row));
  }
  return uncompared;
}

}  // namespace pawl
