#include "tools/cli/baseline_history.h"

#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "tools/cli/files.h"
#include "tools/cli/git.h"
#include "tools/model/metric.h"

namespace pawl {
namespace {

void Add(const Revision& revision, const std::string& path, BaselineHistory& history) {
  StoredBaseline baseline;
  if (!revision.text.empty()) {
    auto parsed = ParseStoredBaseline(revision.text, revision.commit + ":" + path, "git show " + revision.commit);
    if (!parsed.ok()) {
      history.damaged.push_back(parsed.status());
      return;
    }
    baseline = *std::move(parsed);
  }
  history.revisions.push_back({revision.commit, revision.date, std::move(baseline)});
}

// A number of other sources is of another benchmark, whatever its name. Empty: unknown, as older schemas left it.
bool OfSameSource(const std::string& a, const std::string& b) { return a.empty() || b.empty() || a == b; }

}  // namespace

absl::StatusOr<BaselineHistory> ReadBaselineHistory(const std::string& workspace, const std::string& path, int most) {
  const absl::StatusOr<std::vector<Revision>> commits = FileHistory(workspace, path, most);
  if (!commits.ok()) return commits.status();
  BaselineHistory history;
  for (const Revision& revision : *commits) Add(revision, path, history);
  const std::string now = ReadFile(workspace + "/" + path).value_or("");
  if (commits->empty() || now != commits->back().text) Add({"uncommitted", "", now}, path, history);
  return history;
}

std::vector<AcceptedHistory> HistoriesOf(const Result& result, const std::vector<BaselineRevision>& revisions) {
  const Environment& environment = result.environment;
  const std::set<std::string_view> keys = {environment.build_key, environment.time_key, environment.instruction_key};
  std::map<std::pair<std::string_view, std::string_view>, std::vector<AcceptedNumber>> numbers;
  for (size_t i = 0; i < revisions.size(); ++i) {
    const BaselineRevision& revision = revisions[i];
    for (const Record& record : revision.baseline.records) {
      if (!keys.contains(record.key) || !OfSameSource(record.source, environment.source)) continue;
      std::vector<AcceptedNumber>& of_case = numbers[{record.case_name, record.metric}];
      if (of_case.empty() || of_case.back().value != record.value) {
        of_case.push_back({revision.commit, revision.date, record.value, static_cast<int>(i)});
      }
    }
  }
  std::vector<AcceptedHistory> histories;
  for (const Row& row : result.rows) {
    const auto found = numbers.find({row.case_name, row.comparison});
    if (!row.current || found == numbers.end() || found->second.size() < 2) continue;
    // What is stored of time is a time, and what a live comparison measures is a ratio.
    const MetricInfo* metric = FindMetric(BuiltInMetrics(), row.comparison);
    if (metric != nullptr && metric->unit != row.unit) continue;
    histories.push_back({result.target, row.case_name, row.comparison, row.unit, found->second, *row.current});
  }
  return histories;
}

}  // namespace pawl
