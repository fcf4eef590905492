#include "tools/gate/lookup.h"

namespace pawl {
namespace {

template <typename Map, typename Key>
typename Map::mapped_type FindOrNull(const Map& map, const Key& key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : found->second;
}

}  // namespace

Lookup::Lookup(const Evidence& evidence, const GateInput& input) : names_(input.cases.begin(), input.cases.end()) {
  // Views are named one by one: a pair or tuple of strings would be a copy that dies at once.
  for (const CaseEvidence& one : evidence.cases) cases_.emplace(one.case_name, &one);
  for (const PairEvidence& pair : evidence.pairs)
    pairs_.emplace(std::pair<std::string_view, std::string_view>(pair.contender, pair.reference), &pair);
  for (const LiveEvidence& live : evidence.live) live_.emplace(live.case_name, &live);
  if (!input.baseline) return;
  for (const Record& record : input.baseline->records) {
    records_.emplace(
        std::tuple<std::string_view, std::string_view, std::string_view>(record.case_name, record.metric, record.key),
        &record);
    records_of_any_key_[std::pair<std::string_view, std::string_view>(record.case_name, record.metric)] = &record;
  }
}

const CaseEvidence* Lookup::Case(std::string_view name) const { return FindOrNull(cases_, name); }

const PairEvidence* Lookup::Pair(std::string_view contender, std::string_view reference) const {
  return FindOrNull(pairs_, std::pair(contender, reference));
}

const LiveEvidence* Lookup::Live(std::string_view case_name) const { return FindOrNull(live_, case_name); }

const Record* Lookup::Stored(std::string_view case_name, std::string_view metric, std::string_view key) const {
  return FindOrNull(records_, std::tuple(case_name, metric, key));
}

const Record* Lookup::StoredUnderAnyKey(std::string_view case_name, std::string_view metric) const {
  return FindOrNull(records_of_any_key_, std::pair(case_name, metric));
}

}  // namespace pawl
