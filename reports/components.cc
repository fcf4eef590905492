#include "reports/components.h"

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "fmt/format.h"
#include "reports/rows.h"
#include "reports/tables.h"
#include "tools/model/case_name.h"
#include "tools/model/format.h"
#include "tools/model/metric.h"

namespace pawl {
namespace {

// Names of cases that some row judges, itself or as the reference of a judged one.
using Judged = std::set<std::string, std::less<>>;

Judged JudgedIn(const Result& result) {
  Judged judged;
  for (const Row& row : result.rows) {
    judged.insert(row.case_name);
    const bool against_reference = row.comparison == kTimeRatio || !ClaimText(row).empty();
    if (const auto reference = ReferenceOf(row.case_name); reference && against_reference) judged.insert(*reference);
  }
  return judged;
}

Markup Notes(const CaseEvidence& evidence, const Judged& judged) {
  Markup notes;
  const auto note = [&](std::string_view kind, std::string_view text) {
    notes += Fill("<span class=\"note {}\">{}</span>", {kind, text});
  };
  if (evidence.error) note("error", fmt::format("error: {}", *evidence.error));
  if (evidence.allocations_absent) note("plain", fmt::format("no allocations: {}", *evidence.allocations_absent));
  if (evidence.allocations) {
    for (const auto& [metric, smallest] : evidence.allocations->smallest) {
      note("warning", fmt::format("{} varies between repeats, down to {:g}", metric, smallest));
    }
  }
  for (const std::string& warning : evidence.warnings) note("warning", warning);
  if (evidence.clock == Clock::kWall) note("plain", "wall clock");
  if (!judged.contains(evidence.case_name)) note("plain", "measured only, not judged");
  return notes;
}

Markup NumberCell(std::optional<double> value, std::string_view unit) {
  return Fill("<td class=\"n\">{}</td>", {Number(value, unit, FormatAmount(value, unit))});
}

// The user counters that any of these cases sets: a column each.
std::set<std::string> CounterNames(const ComponentCases& target) {
  std::set<std::string> names;
  for (const MeasuredOperation& operation : target.operations) {
    for (const MeasuredImplementation& one : operation.implementations) {
      for (const auto& [name, counter] : one.evidence->counters) names.insert(name);
    }
  }
  return names;
}

Markup CounterCells(const CaseEvidence& evidence, const std::set<std::string>& names) {
  Markup cells;
  for (const std::string& name : names) {
    const auto found = evidence.counters.find(name);
    cells += found == evidence.counters.end() ? NumberCell(std::nullopt, "")
                                              : NumberCell(found->second.value, found->second.unit);
  }
  return cells;
}

Markup ImplementationRow(const MeasuredImplementation& one, const Judged& judged,
                         const std::set<std::string>& counters) {
  const CaseEvidence& evidence = *one.evidence;
  const auto& time = evidence.time;
  const auto& heap = evidence.allocations;
  using Absent = std::optional<double>;
  Markup row = Fill("<tr><th scope=\"row\">{}</th>", {one.name.empty() ? std::string(kNoNumber) : one.name});
  row += NumberCell(time ? time->floor_ns : Absent(), "ns");
  row += NumberCell(time ? time->median_ns : Absent(), "ns");
  row += one.reference ? Literal("<td class=\"n\">reference</td>") : NumberCell(one.time_ratio, "x");
  row += NumberCell(heap ? heap->allocations : Absent(), "");
  row += NumberCell(heap ? heap->allocated_bytes : Absent(), "B");
  row += NumberCell(heap ? heap->peak_bytes : Absent(), "B");
  row += CounterCells(evidence, counters);
  row += Fill("<td>{}</td></tr>\n", {Notes(evidence, judged)});
  return row;
}

Markup Operations(const ComponentCases& target, const std::set<std::string>& counters) {
  const Judged judged = JudgedIn(*target.result);
  Markup groups;
  for (const MeasuredOperation& operation : target.operations) {
    Markup rows;
    for (const MeasuredImplementation& one : operation.implementations)
      rows += ImplementationRow(one, judged, counters);
    groups += Fill("<tbody><tr class=\"group\"><th scope=\"rowgroup\" colspan=\"{}\">{}</th></tr>\n{}</tbody>\n",
                   {8 + static_cast<int64_t>(counters.size()), BreakAtSlashes(operation.name), rows});
  }
  return groups;
}

}  // namespace

bool Component::Has(std::string_view case_name) const { return case_name == name || case_name.starts_with(name + "/"); }

std::string Component::Within(std::string_view case_name) const {
  const bool inside = case_name.starts_with(name + "/");
  return std::string(inside ? case_name.substr(name.size() + 1) : case_name);
}

std::vector<Component> ListComponents(const std::vector<Result>& results, Ids& ids) {
  std::vector<Component> components;
  std::map<std::string, size_t, std::less<>> places;
  for (const Result& result : results) {
    for (MeasuredOperation& operation : SideBySide(result)) {
      const auto [place, is_new] = places.try_emplace(operation.component, components.size());
      if (is_new) components.push_back({operation.component, ids.Unique("component", {operation.component}), {}});
      std::vector<ComponentCases>& targets = components[place->second].targets;
      if (targets.empty() || targets.back().result != &result) targets.push_back({&result, {}});
      targets.back().operations.push_back(std::move(operation));
    }
  }
  return components;
}

Markup ComponentSection(const Component& component, const Markup& figures) {
  Markup html = Fill("<section class=\"component\" aria-labelledby=\"{}\">\n<h3 id=\"{}\">{}</h3>\n",
                     {component.id, component.id, component.name});
  for (const ComponentCases& target : component.targets) {
    const std::set<std::string> counters = CounterNames(target);
    Markup columns;
    for (const std::string& name : counters) columns += Fill("<th scope=\"col\" class=\"n\">{}</th>", {name});
    html += Fill(R"(<div class="wide" role="group" aria-labelledby="{}" tabindex="0"><table class="measures">
<caption>Per iteration, measured by {}. The ratio is of floors, to the baseline implementation: below 1× is faster. Peak is of a whole slice.</caption>
<thead><tr><th scope="col">Implementation</th><th scope="col" class="n">Time floor</th><th scope="col" class="n">Median</th>
<th scope="col" class="n">Ratio</th><th scope="col" class="n">Allocations</th><th scope="col" class="n">Allocated</th>
<th scope="col" class="n">Peak</th>{}<th scope="col">Notes</th></tr></thead>
{}</table></div>
)",
                 {component.id, target.result->target, columns, Operations(target, counters)});
  }
  html += figures;
  html += Literal("</section>\n");
  return html;
}

}  // namespace pawl
