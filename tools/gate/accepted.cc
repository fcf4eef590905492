#include "tools/gate/accepted.h"

#include <set>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "tools/gate/gate.h"
#include "tools/gate/stored.h"
#include "tools/model/metric.h"

namespace pawl {

AcceptedBinaries FindAccepted(const GateInput& input) {
  AcceptedBinaries accepted;
  if (!input.baseline) return accepted;
  std::map<std::string_view, const Record*> chosen;
  for (const Record& record : input.baseline->records) {
    const bool judged = input.gated.contains(record.case_name) && !input.claims_only.contains(record.case_name);
    if (!judged || record.accepted.empty()) continue;
    const Record*& best = chosen[record.case_name];
    // A case that has got a reference was first accepted by its time alone.
    const auto rank = [&](const Record& one) { return std::pair(one.key == input.time_key, one.metric == kTimeRatio); };
    if (best == nullptr || rank(*best) < rank(record)) best = &record;
  }
  for (const auto& [name, record] : chosen) {
    AcceptedBinary one{record->accepted, fmt::format("{}:{}", input.baseline_path, record->line), "", ""};
    if (const auto changed = BenchmarkChanged(*record, input)) one.incomparable = *changed;
    accepted.emplace(name, std::move(one));
  }
  return accepted;
}

Row NotLiveRow(const std::string& case_name, const AcceptedBinary& accepted, const Limit& limit) {
  Row row;
  row.case_name = case_name;
  row.comparison = std::string(kTime);
  row.unit = "x";
  row.limit = limit.text;
  row.limit_origin = limit.origin;
  row.stored_origin = accepted.origin;
  if (!accepted.incomparable.empty()) {
    row.verdict = Verdict::kIncomparable;
    row.reason = accepted.incomparable;
  } else {
    row.verdict = Verdict::kNotMeasured;
    row.reason = fmt::format("not compared live: {}", accepted.absent);
  }
  return row;
}

std::string NoteOnUnaccepted(const GateInput& input, const std::string& accept, const std::string& never) {
  if (!input.baseline) return "";
  std::set<std::string_view> cases;
  for (const Record& record : input.baseline->records) {
    const bool judged = input.gated.contains(record.case_name) && !input.claims_only.contains(record.case_name);
    const bool timed = record.metric == kTime || record.metric == kTimeRatio;
    if (judged && timed && !input.accepted.contains(record.case_name)) cases.insert(record.case_name);
  }
  if (cases.empty()) return "";
  const std::string of = cases.size() == 1 ? std::string(*cases.begin()) : fmt::format("{} cases", cases.size());
  return fmt::format("time of {} is compared with stored numbers only, which is coarse: {}", of,
                     never.empty() ? fmt::format("no binary of it was accepted; `{}` keeps one", accept) : never);
}

std::vector<std::string> WarningsOnAbsent(const AcceptedBinaries& accepted, const std::string& accept) {
  std::map<std::string_view, std::vector<std::string_view>> cases;  // by the reason
  for (const auto& [name, one] : accepted) {
    if (one.incomparable.empty() && !one.absent.empty()) cases[one.absent].push_back(name);
  }
  std::vector<std::string> warnings;
  for (const auto& [reason, names] : cases) {
    const std::string of = names.size() == 1 ? std::string(names.front()) : fmt::format("{} cases", names.size());
    warnings.push_back(fmt::format(
        "time of {} is compared with stored numbers only, which is coarse: {}. `{}` keeps what it measures on this "
        "machine",
        of, reason, accept));
  }
  return warnings;
}

}  // namespace pawl
