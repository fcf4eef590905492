#include "reports/history.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "fmt/format.h"

namespace pawl {
namespace {

using nlohmann::json;

constexpr size_t kMostLines = 7;  // shapes and colours that can be told apart

// By which factor it moved in all; 0 for what was nothing once, which has no place on a logarithmic axis.
double Movement(const AcceptedHistory& history) {
  double least = history.current, most = history.current;
  for (const AcceptedNumber& number : history.numbers) {
    least = std::min(least, number.value);
    most = std::max(most, number.value);
  }
  return least > 0 && std::isfinite(most) ? most / least : 0;
}

// The commits that occur, oldest first, and their places.
std::map<int, size_t> PlacesOf(const std::vector<const AcceptedHistory*>& lines, json& commits) {
  std::map<int, const AcceptedNumber*> numbers;
  for (const AcceptedHistory* line : lines) {
    for (const AcceptedNumber& number : line->numbers) numbers.emplace(number.revision, &number);
  }
  std::map<int, size_t> places;
  for (const auto& [revision, number] : numbers) {
    places.emplace(revision, places.size());
    commits.push_back(number->date.empty() ? number->commit : fmt::format("{} {}", number->date, number->commit));
  }
  return places;
}

}  // namespace

Markup HistoryFigure(const Component& component, const ComponentCases& target,
                     const std::vector<AcceptedHistory>& histories, Figures& figures) {
  std::vector<const AcceptedHistory*> lines;
  int nothing_once = 0;
  for (const AcceptedHistory& history : histories) {
    if (history.target != target.result->target || !component.Has(history.case_name)) continue;
    if (Movement(history) > 0) {
      lines.push_back(&history);
    } else {
      ++nothing_once;
    }
  }
  if (lines.empty()) return Markup();
  std::stable_sort(lines.begin(), lines.end(),
                   [](const AcceptedHistory* a, const AcceptedHistory* b) { return Movement(*a) > Movement(*b); });
  const size_t left_out = lines.size() - std::min(lines.size(), kMostLines);
  lines.resize(lines.size() - left_out);

  json commits = json::array(), series = json::array();
  const std::map<int, size_t> places = PlacesOf(lines, commits);
  for (const AcceptedHistory* line : lines) {
    json numbers = json::array();
    for (const AcceptedNumber& number : line->numbers) {
      numbers.push_back({{"at", places.at(number.revision)}, {"value", number.value}});
    }
    series.push_back({{"label", fmt::format("{}  {}", component.Within(line->case_name), line->metric)},
                      {"unit", line->unit},
                      {"numbers", std::move(numbers)},
                      {"current", line->current}});
  }
  std::string others;
  if (left_out > 0) others += fmt::format("Not drawn: {} that moved less. ", left_out);
  if (nothing_once > 0)
    others += fmt::format("Not drawn: {} with a zero, which has no place on this axis. ", nothing_once);
  return figures.Add("history", {component.name, target.result->target}, "What was accepted, commit by commit.",
                     {{"commits", std::move(commits)}, {"series", std::move(series)}}, others);
}

}  // namespace pawl
