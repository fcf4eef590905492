#include "reports/components.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "fmt/format.h"
#include "reports/rows.h"
#include "tools/model/case_name.h"
#include "tools/model/format.h"
#include "tools/model/metric.h"
#include "tools/model/name_parts.h"

namespace pawl {
namespace {

// What a target knows of each case, by its name.
struct Index {
  std::map<std::string_view, const CaseEvidence*> evidence;
  std::map<std::string_view, double> time_ratios;  // as judged
  std::set<std::string, std::less<>> judged;       // itself, or as the reference of a judged one
};

Index IndexOf(const Result& result) {
  Index index;
  for (const CaseEvidence& evidence : result.evidence.cases) index.evidence.emplace(evidence.case_name, &evidence);
  for (const Row& row : result.rows) {
    index.judged.insert(row.case_name);
    const bool against_reference = row.comparison == kTimeRatio || !ClaimText(row).empty();
    if (const auto reference = ReferenceOf(row.case_name); reference && against_reference) {
      index.judged.insert(*reference);
    }
    if (row.comparison == kTimeRatio && row.current) index.time_ratios.emplace(row.case_name, *row.current);
  }
  return index;
}

std::optional<double> RatioToReference(const CaseEvidence& evidence, const Index& index) {
  const auto reference = ReferenceOf(evidence.case_name);
  if (!reference) return std::nullopt;
  const auto judged = index.time_ratios.find(evidence.case_name);
  if (judged != index.time_ratios.end()) return judged->second;
  const auto other = index.evidence.find(*reference);
  if (other == index.evidence.end() || !evidence.time || !other->second->time) return std::nullopt;
  if (other->second->time->floor_ns <= 0) return std::nullopt;
  return evidence.time->floor_ns / other->second->time->floor_ns;
}

Markup Notes(const CaseEvidence& evidence, const Index& index) {
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
  if (!index.judged.contains(evidence.case_name)) note("plain", "measured only, not judged");
  return notes;
}

Markup NumberCell(std::optional<double> value, std::string_view unit) {
  return Fill("<td class=\"n\">{}</td>", {Number(value, unit, FormatAmount(value, unit))});
}

// The user counters that any of these cases sets: a column each.
std::set<std::string> CounterNames(const ComponentCases& target) {
  std::set<std::string> names;
  for (const CaseEvidence* evidence : target.cases) {
    for (const auto& [name, counter] : evidence->counters) names.insert(name);
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

Markup CaseRow(const CaseEvidence& evidence, const Index& index, const std::set<std::string>& counters) {
  const auto implementation = ImplementationOf(evidence.case_name);
  const bool is_reference = implementation && !ReferenceOf(evidence.case_name);
  const auto& time = evidence.time;
  const auto& heap = evidence.allocations;
  using Absent = std::optional<double>;
  Markup row = Fill("<tr><th scope=\"row\">{}</th>", {implementation.value_or(kNoNumber)});
  row += NumberCell(time ? time->floor_ns : Absent(), "ns");
  row += NumberCell(time ? time->median_ns : Absent(), "ns");
  row += is_reference ? Literal("<td class=\"n\">reference</td>") : NumberCell(RatioToReference(evidence, index), "x");
  row += NumberCell(heap ? heap->allocations : Absent(), "");
  row += NumberCell(heap ? heap->allocated_bytes : Absent(), "B");
  row += NumberCell(heap ? heap->peak_bytes : Absent(), "B");
  row += CounterCells(evidence, counters);
  row += Fill("<td>{}</td></tr>\n", {Notes(evidence, index)});
  return row;
}

Markup Groups(const ComponentCases& target, const std::set<std::string>& counters) {
  const Index index = IndexOf(*target.result);
  std::vector<std::string> order;
  std::map<std::string, Markup> rows;
  for (const CaseEvidence* evidence : target.cases) {
    const auto [group, is_new] = rows.try_emplace(NameWithout(PartsOf(evidence->case_name), "impl"));
    if (is_new) order.push_back(group->first);
    group->second += CaseRow(*evidence, index, counters);
  }
  Markup groups;
  for (const std::string& name : order) {
    groups += Fill("<tbody><tr class=\"group\"><th scope=\"rowgroup\" colspan=\"{}\">{}</th></tr>\n{}</tbody>\n",
                   {8 + static_cast<int64_t>(counters.size()), BreakAtSlashes(name), rows[name]});
  }
  return groups;
}

}  // namespace

std::vector<Component> ListComponents(const std::vector<Result>& results, Ids& ids) {
  std::vector<Component> components;
  std::map<std::string, size_t, std::less<>> places;
  for (const Result& result : results) {
    for (const CaseEvidence& evidence : result.evidence.cases) {
      if (evidence.size) continue;  // has nothing per iteration; its row says all of it
      const std::string name = evidence.case_name.substr(0, evidence.case_name.find('/'));
      const auto [place, is_new] = places.try_emplace(name, components.size());
      if (is_new) components.push_back({name, ids.Unique("component", {name}), {}});
      std::vector<ComponentCases>& targets = components[place->second].targets;
      if (targets.empty() || targets.back().result != &result) targets.push_back({&result, {}});
      targets.back().cases.push_back(&evidence);
    }
  }
  return components;
}

Markup ComponentSection(const Component& component, const Markup& figures) {
  Markup html =
      Fill("<section aria-labelledby=\"{}\">\n<h3 id=\"{}\">{}</h3>\n", {component.id, component.id, component.name});
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
                 {component.id, target.result->target, columns, Groups(target, counters)});
  }
  html += figures;
  html += Literal("</section>\n");
  return html;
}

}  // namespace pawl
