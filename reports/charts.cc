#include "reports/charts.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "fmt/format.h"
#include "reports/flames.h"
#include "reports/history.h"
#include "reports/rows.h"
#include "tools/model/case_name.h"
#include "tools/model/metric.h"
#include "tools/model/name_parts.h"

namespace pawl {
namespace {

using nlohmann::json;

json OrNull(std::optional<double> value) { return value ? json(*value) : json(nullptr); }

std::string SeriesLabel(std::string_view case_name) {
  return std::string(ImplementationOf(case_name).value_or(case_name));
}

Markup RatioFigure(const Component& component, const ComponentCases& target, Figures& figures) {
  json rows = json::array();
  for (const Row& row : target.result->rows) {
    const std::string_view metric = MetricOf(row.comparison);
    // A counter of the user's may be a ratio of which more is better.
    if (row.unit != "x" || (metric != kTime && metric != kTimeRatio)) continue;
    if (!row.current || !component.Has(row.case_name)) continue;
    const bool claim = !ClaimText(row).empty();
    rows.push_back({{"label", component.Within(row.case_name)},
                    {"comparison", row.comparison},
                    {"verdict", Word(row.verdict)},
                    {"current", OrNull(row.current)},
                    {"low", OrNull(row.low)},
                    {"high", OrNull(row.high)},
                    {"stored", claim ? json(nullptr) : OrNull(row.stored)},
                    {"bound", OrNull(claim ? row.stored : row.bound)}});
  }
  if (rows.empty()) return Markup();
  return figures.Add("ratios", {component.name, target.result->target}, "Ratios against their limits.",
                     {{"rows", std::move(rows)}});
}

// One figure for each operation and size key, with a line for each implementation.
Markup GrowthFigures(const Component& component, const ComponentCases& target, Figures& figures) {
  std::vector<std::pair<std::string, std::string>> order;
  std::map<std::pair<std::string, std::string>, json> series;
  for (const GrowthEvidence& growth : target.result->evidence.growth) {
    if (!component.Has(growth.series)) continue;
    const std::string operation = NameWithout(PartsOf(growth.series), "impl");
    const auto [found, is_new] = series.try_emplace({operation, growth.key}, json::array());
    if (is_new) order.push_back(found->first);
    json one = {{"label", SeriesLabel(growth.series)}, {"sizes", growth.sizes},
                {"floors_ns", growth.floors_ns},       {"coefficient", growth.coefficient},
                {"exponent", growth.exponent},         {"worst_factor", growth.worst_factor},
                {"crossover", json(nullptr)}};
    for (const Crossover& crossover : target.result->crossovers) {
      if (crossover.implementation != growth.series || crossover.key != growth.key) continue;
      one["crossover"] = {{"below", crossover.below}, {"above", crossover.above}, {"wins_above", crossover.wins_above}};
    }
    found->second.push_back(std::move(one));
  }
  Markup html;
  for (const auto& [operation, key] : order) {
    html += figures.Add("growth", {operation, key, target.result->target},
                        fmt::format("Time against {} of {}.", key, component.Within(operation)),
                        {{"key", key}, {"series", series.at({operation, key})}});
  }
  return html;
}

// Where one case's samples stand in the page's results.
json Samples(const Result& result, const std::vector<Result>& results, const CaseEvidence& evidence) {
  json places = json::array();
  const int64_t of_result = &result - results.data();
  const std::string label = SeriesLabel(evidence.case_name);
  const auto floor = evidence.time ? json(evidence.time->floor_ns) : json(nullptr);
  const auto median = evidence.time ? json(evidence.time->median_ns) : json(nullptr);
  if (!evidence.times.empty()) {
    places.push_back({{"label", label},
                      {"path", {of_result, "cases", &evidence - result.evidence.cases.data(), "times"}},
                      {"floor_ns", floor},
                      {"median_ns", median}});
  }
  for (size_t i = 0; i < result.evidence.live.size(); ++i) {
    const LiveEvidence& live = result.evidence.live[i];
    if (live.case_name != evidence.case_name || live.times.empty()) continue;
    places.push_back({{"label", label + ", this build"}, {"path", {of_result, "live", i, "times"}}});
    places.push_back({{"label", label + ", accepted"}, {"path", {of_result, "live", i, "accepted_times"}}});
  }
  return places;
}

void AddWork(const CaseEvidence& evidence, json& bars) {
  const auto bar = [&](std::string_view metric, std::string_view unit, double value) {
    bars.push_back({{"label", SeriesLabel(evidence.case_name)}, {"metric", metric}, {"unit", unit}, {"value", value}});
  };
  if (evidence.allocations) {
    bar(kAllocations, "", evidence.allocations->allocations);
    bar(kAllocatedBytes, "B", evidence.allocations->allocated_bytes);
    bar(kPeakBytes, "B", evidence.allocations->peak_bytes);
  }
  if (evidence.instructions) bar(kInstructions, "", evidence.instructions->largest);
}

Markup OperationFigures(const Component& component, const ComponentCases& target, const std::vector<Result>& results,
                        Figures& figures) {
  Markup html;
  for (const MeasuredOperation& operation : target.operations) {
    json samples = json::array();
    json bars = json::array();
    for (const MeasuredImplementation& one : operation.implementations) {
      for (json& place : Samples(*target.result, results, *one.evidence)) samples.push_back(std::move(place));
      AddWork(*one.evidence, bars);
    }
    const std::string& name = operation.name;
    const std::string& of_target = target.result->target;
    Markup inside;
    if (!bars.empty()) {
      inside += figures.Add("work", {name, of_target}, "Work per iteration.", {{"bars", std::move(bars)}});
    }
    if (!samples.empty()) {
      inside += figures.Add("spread", {name, of_target}, "Every sample.", {{"series", samples}});
      inside += figures.Add("order", {name, of_target}, "The samples in run order.", {{"series", std::move(samples)}});
    }
    if (inside.empty()) continue;
    html += Fill("<details class=\"samples\" hidden><summary>Samples and work of {}</summary>\n{}</details>\n",
                 {BreakAtSlashes(component.Within(name)), inside});
  }
  return html;
}

}  // namespace

Markup ComponentFigures(const Component& component, const ReportInput& input, Figures& figures) {
  Markup html;
  if (!figures.scripted()) return html;
  for (const ComponentCases& target : component.targets) {
    html += RatioFigure(component, target, figures);
    html += GrowthFigures(component, target, figures);
    html += HistoryFigure(component, target, input.histories, figures);
    html += OperationFigures(component, target, input.results, figures);
  }
  for (const Explanation& explanation : input.explanations) {
    if (component.Has(explanation.case_name)) html += FlameFigures(explanation, figures);
  }
  return html;
}

}  // namespace pawl
