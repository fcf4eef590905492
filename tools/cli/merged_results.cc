#include "tools/cli/merged_results.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "fmt/format.h"
#include "tools/cli/smoke_result.h"
#include "tools/stats/growth.h"

namespace pawl {
namespace {

constexpr size_t kMostNamed = 3;  // files in a note; the rest is counted

// Those that ran no case have no rows to be told by, but Bazel's folder has their name.
bool IsSmoke(const ResultFile& file) {
  return IsSmokeResult(file.result) || (file.result.rows.empty() && file.origin.find(".smoke/") != std::string::npos);
}

// The cases that a result judges, which no other shard does; what it measured beside them, another may have, too.
std::set<std::string> CasesOf(const Result& result) {
  std::set<std::string> cases;
  for (const Row& row : result.rows) cases.insert(row.case_name);
  cases.erase("");  // of the run as a whole, in every shard
  return cases;
}

void AddNewCases(const std::vector<CaseEvidence>& more, std::vector<CaseEvidence>& all) {
  std::set<std::string> names;
  for (const CaseEvidence& one : all) names.insert(one.case_name);
  for (const CaseEvidence& one : more) {
    if (names.insert(one.case_name).second) all.push_back(one);
  }
}

template <typename T>
void Append(const std::vector<T>& more, std::vector<T>& all) {
  all.insert(all.end(), more.begin(), more.end());
}

void AddNew(const std::vector<std::string>& more, std::vector<std::string>& all) {
  for (const std::string& text : more) {
    if (std::find(all.begin(), all.end(), text) == all.end()) all.push_back(text);
  }
}

void AddErrors(const std::vector<std::string>& errors, bool are_usage, Result& result) {
  if (errors.empty()) return;
  result.errors_are_usage = are_usage && (result.errors.empty() || result.errors_are_usage);
  AddNew(errors, result.errors);
}

void WarnOfDifference(std::string_view what, const std::string& one, const std::string& other, Result& result) {
  if (one == other || one.empty() || other.empty()) return;
  AddNew({fmt::format("its shards do not have the same {}: {} and {}; below stands the first", what, one, other)},
         result.warnings);
}

void AddShard(const Result& shard, Result& whole) {
  const Environment &ours = whole.environment, &theirs = shard.environment;
  WarnOfDifference("commit", ours.commit, theirs.commit, whole);
  WarnOfDifference("build key", ours.build_key, theirs.build_key, whole);
  WarnOfDifference("time key", ours.time_key, theirs.time_key, whole);
  if (ours.build_key.empty()) whole.environment = theirs;  // the first one was idle or failed, and knew nothing
  whole.environment.dirty = ours.dirty || theirs.dirty;
  whole.wall_s += shard.wall_s;
  whole.measured_s += shard.measured_s;
  whole.processes += shard.processes;
  AddNewCases(shard.evidence.cases, whole.evidence.cases);
  Append(shard.evidence.pairs, whole.evidence.pairs);
  Append(shard.evidence.live, whole.evidence.live);
  Append(shard.evidence.schedule, whole.evidence.schedule);
  Append(shard.crossovers, whole.crossovers);
  Append(shard.rows, whole.rows);
  AddNew(shard.warnings, whole.warnings);
  AddNew(shard.notes, whole.notes);
  AddErrors(shard.errors, shard.errors_are_usage, whole);
  if (shard.idle.empty()) whole.idle.clear();
}

// Says of every error of the whole which of its files has it.
void NameFilesOfErrors(const std::vector<const ResultFile*>& files, std::vector<std::string>& errors) {
  for (std::string& error : errors) {
    std::vector<const ResultFile*> having;
    std::copy_if(files.begin(), files.end(), std::back_inserter(having), [&](const ResultFile* file) {
      return std::find(file->result.errors.begin(), file->result.errors.end(), error) != file->result.errors.end();
    });
    if (having.empty()) continue;
    const size_t others = having.size() - 1;
    error += fmt::format(" (in {}{})", having[0]->origin, others == 0 ? "" : fmt::format(" and {} more", others));
  }
}

std::string LeftOutNote(const std::vector<const ResultFile*>& left_out) {
  std::string names;
  for (size_t i = 0; i < std::min(left_out.size(), kMostNamed); ++i) {
    names += (i == 0 ? "" : ", ") + left_out[i]->origin;
  }
  if (left_out.size() > kMostNamed) names += ", ...";
  const bool one = left_out.size() == 1;
  return fmt::format("{} older result{} of the same cases {} left out: {}", left_out.size(), one ? "" : "s",
                     one ? "was" : "were", names);
}

// What one target left: the newest run, with its shards.
Result MergeTarget(const std::vector<const ResultFile*>& files) {
  std::vector<const ResultFile*> newest_first = files;
  std::stable_sort(newest_first.begin(), newest_first.end(),
                   [](const ResultFile* a, const ResultFile* b) { return a->modified > b->modified; });
  std::set<std::string> cases;
  std::set<const ResultFile*> taken;
  std::vector<const ResultFile*> left_out;
  for (const ResultFile* file : newest_first) {
    const std::set<std::string> more = CasesOf(file->result);
    if (std::any_of(more.begin(), more.end(), [&](const std::string& name) { return cases.contains(name); })) {
      left_out.push_back(file);
      continue;
    }
    taken.insert(file);
    cases.insert(more.begin(), more.end());
  }
  // In the order of the files, so that the same files give the same report however long each shard took.
  std::vector<const ResultFile*> shards;
  std::copy_if(files.begin(), files.end(), std::back_inserter(shards),
               [&](const ResultFile* file) { return taken.contains(file); });
  Result whole = shards[0]->result;
  for (size_t i = 1; i < shards.size(); ++i) AddShard(shards[i]->result, whole);
  if (shards.size() > 1) {
    // The sizes of one operation may stand in several shards, none of which has the line through all of them.
    whole.evidence.growth = stats::FitGrowth(whole.evidence.cases);
    NameFilesOfErrors(shards, whole.errors);
  }
  SortWorstFirst(whole.rows);
  if (!left_out.empty()) whole.notes.push_back(LeftOutNote(left_out));
  return whole;
}

std::vector<std::string> SmokeErrors(const Result& smoke) {
  std::vector<std::string> errors;
  for (const std::string& error : smoke.errors) errors.push_back("smoke test: " + error);
  for (const Row& row : smoke.rows) {
    if (row.verdict != Verdict::kOk) errors.push_back(fmt::format("smoke test: {}: {}", row.case_name, row.reason));
  }
  return errors;
}

}  // namespace

MergedResults MergeResults(const std::vector<ResultFile>& files) {
  MergedResults merged;
  std::vector<std::vector<const ResultFile*>> targets;
  std::map<std::pair<std::string, std::string>, size_t> places;  // by target and, of a comparison, the other build
  std::vector<const ResultFile*> failed_smoke;
  for (const ResultFile& file : files) {
    if (IsSmoke(file)) {
      if (SmokeErrors(file.result).empty()) {
        ++merged.smoke;
      } else {
        failed_smoke.push_back(&file);
      }
      continue;
    }
    const auto [place, is_new] = places.try_emplace({file.result.target, file.result.against}, targets.size());
    if (is_new) targets.emplace_back();
    targets[place->second].push_back(&file);
  }
  for (const std::vector<const ResultFile*>& target : targets) merged.results.push_back(MergeTarget(target));
  for (const ResultFile* smoke : failed_smoke) {
    auto found = std::find_if(merged.results.begin(), merged.results.end(),
                              [&](const Result& result) { return result.target == smoke->result.target; });
    if (found == merged.results.end()) {
      Result result = smoke->result;
      result.rows.clear();
      result.errors.clear();
      found = merged.results.insert(merged.results.end(), std::move(result));
    }
    AddErrors(SmokeErrors(smoke->result), smoke->result.errors_are_usage, *found);
  }
  return merged;
}

}  // namespace pawl
