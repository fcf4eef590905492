#ifndef PAWL_TOOLS_GATE_LOOKUP_H_
#define PAWL_TOOLS_GATE_LOOKUP_H_

#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "tools/gate/gate.h"

namespace pawl {

// What a judge looks up for every row, each in O(log n); walking the lists made 1,000 cases cost seconds. Built once
// per judgement in O(n log n), and only names are copied: `evidence` and `input` must outlive it, unchanged.
class Lookup {
 public:
  Lookup(const Evidence& evidence, const GateInput& input);

  // Each is nullptr if there is none.
  const CaseEvidence* Case(std::string_view name) const;
  const PairEvidence* Pair(std::string_view contender, std::string_view reference) const;
  const LiveEvidence* Live(std::string_view case_name) const;
  const Record* Stored(std::string_view case_name, std::string_view metric, std::string_view key) const;
  // The last record of this case and metric, whatever its key.
  const Record* StoredUnderAnyKey(std::string_view case_name, std::string_view metric) const;

  // Whether the binary has this case.
  bool Exists(std::string_view case_name) const { return names_.contains(case_name); }

 private:
  std::map<std::string_view, const CaseEvidence*> cases_;
  std::map<std::pair<std::string_view, std::string_view>, const PairEvidence*> pairs_;
  std::map<std::string_view, const LiveEvidence*> live_;
  std::map<std::tuple<std::string_view, std::string_view, std::string_view>, const Record*> records_;
  std::map<std::pair<std::string_view, std::string_view>, const Record*> records_of_any_key_;
  std::set<std::string_view> names_;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_GATE_LOOKUP_H_
