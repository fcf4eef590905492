#include "tools/cli/accept_log.h"

#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "fmt/format.h"
#include "tools/model/format.h"
#include "tools/model/metric.h"
#include "tools/model/stored_baseline.h"

namespace pawl {
namespace {

using Place = std::pair<std::string, std::string>;  // metric and key

struct Value {
  double value;
  std::string reason;
  bool operator==(const Value&) const = default;
};

struct Entry {
  const BaselineRevision* revision;
  Place place;
  std::optional<Value> was;
  std::optional<Value> is;
};

std::map<Place, Value> ValuesOf(const StoredBaseline& baseline, const std::string& case_name) {
  std::map<Place, Value> values;
  for (const Record& record : baseline.records) {
    if (record.case_name == case_name) values[{record.metric, record.key}] = {record.value, record.reason};
  }
  return values;
}

std::optional<Value> Find(const std::map<Place, Value>& values, const Place& place) {
  const auto found = values.find(place);
  return found == values.end() ? std::nullopt : std::optional(found->second);
}

// Oldest first.
std::vector<Entry> Entries(const std::vector<BaselineRevision>& revisions, const std::string& case_name) {
  std::vector<Entry> entries;
  std::map<Place, Value> before;
  for (const BaselineRevision& revision : revisions) {
    std::map<Place, Value> now = ValuesOf(revision.baseline, case_name);
    std::set<Place> places;
    for (const auto& [place, value] : before) places.insert(place);
    for (const auto& [place, value] : now) places.insert(place);
    for (const Place& place : places) {
      Entry entry{&revision, place, Find(before, place), Find(now, place)};
      if (entry.was != entry.is) entries.push_back(std::move(entry));
    }
    before = std::move(now);
  }
  return entries;
}

std::string ValueText(const Entry& entry) {
  if (!entry.is) return "removed";
  const MetricInfo* metric = FindMetric(BuiltInMetrics(), entry.place.first);
  const std::string unit = metric == nullptr ? "" : metric->unit;
  if (!entry.was) return FormatAmount(entry.is->value, unit);
  const auto [was, is] = FormatAmounts(entry.was->value, entry.is->value, unit);
  return entry.was->value > 0 ? fmt::format("{} ({})", is, FormatPercentChange(entry.was->value, entry.is->value)) : is;
}

}  // namespace

std::string RenderLog(const std::vector<BaselineRevision>& revisions, const std::string& case_name) {
  const std::vector<Entry> entries = Entries(revisions, case_name);
  std::map<std::string, std::set<std::string>> keys;
  for (const Entry& entry : entries) keys[entry.place.first].insert(entry.place.second);
  std::string text;
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    const auto& [metric, key] = entry->place;
    text += fmt::format("{:<10}  {:<11}  {}: {}", entry->revision->date, entry->revision->commit, metric,
                        ValueText(*entry));
    if (entry->is && !entry->is->reason.empty()) text += "  " + entry->is->reason;
    if (keys[metric].size() > 1) text += fmt::format("  [{}]", key);
    text += "\n";
  }
  return text;
}

}  // namespace pawl
