#include "tools/cli/live_run.h"

#include <algorithm>
#include <utility>

#include "fmt/format.h"
#include "tools/stats/live_evidence.h"

namespace pawl {
namespace {

// In the order of LiveSide.
std::vector<Side> SidesOf(const Against& against) {
  std::vector<Side> sides = {{against.name, against.accepted},
                             {"contender", against.contender},
                             {"second copy of the " + against.name, against.accepted}};
  for (size_t i = 0; i < against.layouts.size(); ++i) {
    sides.push_back({fmt::format("layout {}", i + 1), against.layouts[i]});
  }
  return sides;
}

bool Has(const std::vector<WorkerCase>& cases, const std::string& name) {
  return std::any_of(cases.begin(), cases.end(), [&](const WorkerCase& one) { return one.name == name; });
}

}  // namespace

LiveRun::LiveRun(const Against& against, uint64_t seed)
    : sides_(SidesOf(against), seed),
      side_count_(kFirstLayoutSide + against.layouts.size()),
      name_(against.name),
      identical_(against.identical) {}

absl::Status LiveRun::Open(const std::vector<CaseSamples>& cases, std::vector<std::string>& warnings) {
  if (absl::Status status = Learn(); !status.ok()) return status;
  for (const std::string& name : Choose(cases)) {
    warnings.push_back(
        fmt::format("{}: not in the {} binary, so its time is compared with the stored ratio only", name, name_));
  }
  if (!lanes_.empty() || cases.empty()) return absl::OkStatus();
  return absl::NotFoundError(fmt::format(
      "the {} binary has none of the judged cases: is it a build of this benchmark, and not of another?", name_));
}

std::vector<std::string> LiveRun::Choose(const std::vector<CaseSamples>& cases) {
  std::vector<Lane> lanes;
  std::vector<std::string> others;
  for (const CaseSamples& one : cases) {
    bool everywhere = true;
    for (size_t side = 0; side < side_count_; ++side) everywhere &= Has(sides_.Cases(side), one.case_name);
    if (!everywhere) {
      others.push_back(one.case_name);
      continue;
    }
    lanes_[one.case_name] = lanes.size();
    lanes.push_back({one.case_name, std::vector<std::string>(side_count_, one.case_name), one.working_set_bytes});
  }
  sides_.Select(std::move(lanes));
  return others;
}

absl::Status LiveRun::TimeOneGroup(const std::map<std::string, std::set<int>>& undecided) {
  std::map<size_t, std::set<int>> wanted;
  for (const auto& [name, sides] : undecided) wanted[lanes_.at(name)] = sides;
  return sides_.TimeOneGroup(wanted);
}

std::vector<LiveEvidence> LiveRun::Evidence() const {
  return stats::BuildLiveEvidence(sides_.Samples(), identical_, static_cast<int>(side_count_) - kFirstLayoutSide);
}

}  // namespace pawl
