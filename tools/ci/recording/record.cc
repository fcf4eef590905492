// record FUNCTIONS FUNCTIONS_IN_ANOTHER_LAYOUT COUNTER FOLDER GROUPS
//
// Appends to FOLDER/fresh_pairs.csv and FOLDER/fresh_implementations.csv until each has GROUPS rows per benchmark. May
// be interrupted and started again at any time: a row is written when its group is complete, and counted when it
// starts.

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "tools/cli/files.h"
#include "tools/runner/machine.h"
#include "tools/runner/measurement.h"
#include "tools/runner/process_worker.h"
#include "tools/runner/side_by_side.h"
#include "tools/stats/evidence.h"
#include "tools/stats/robust.h"

namespace pawl {
namespace {

// The sides of a group after the first, which is the unmodified program with units:100. The names are columns.
struct Cell {
  std::string name;
  int units;
  bool other_layout;
};
const std::vector<Cell>& Cells() {
  static const auto& cells = *new std::vector<Cell>{{"null", 100, false},
                                                    {"plus_2", 102, false},
                                                    {"plus_5", 105, false},
                                                    {"plus_10", 110, false},
                                                    {"layout", 100, true}};
  return cells;
}

constexpr char kUnmodified[] = "/units:100";

// Contender and reference: two ways to do one task.
const std::vector<std::pair<std::string, std::string>>& Implementations() {
  static const auto& pairs = *new std::vector<std::pair<std::string, std::string>>{
      {"StringReserve", "StringAppend"},
      {"SortedVectorLookup", "HashMapLookup"},
      {"StableSort", "Sort"},
      {"FreeList", "MallocFree"},
      {"ParseByTable", "Parse"},
  };
  return pairs;
}

// How many rows of `benchmark` a recording holds; the heading and other benchmarks' rows do not count.
int Rows(const std::string& file, const std::string& benchmark) {
  std::ifstream in(file);
  int rows = 0;
  for (std::string line; std::getline(in, line);) rows += line.starts_with(benchmark + ",") ? 1 : 0;
  return rows;
}

bool Append(const std::string& file, const std::string& heading, const std::string& rows) {
  const bool fresh = !std::ifstream(file).good();
  std::ofstream out(file, std::ios::app);
  if (fresh) out << "# Written by tools/ci/record.\n" << heading << "\n";
  out << rows << std::flush;
  return out.good();
}

// log(side / side 0) of each round of the last group, condensed.
double LogRatio(const LaneSamples& lane, int group, int side) {
  std::map<int, std::map<int, double>> rounds;
  for (const SideSlice& slice : lane.slices) {
    if (slice.group == group) rounds[slice.round][slice.side] = slice.time_ns / static_cast<double>(slice.iterations);
  }
  std::vector<double> log_ratios;
  for (auto& [round, ns] : rounds) log_ratios.push_back(std::log(ns.at(side) / ns.at(0)));
  return stats::InterquartileMean(log_ratios);
}

class Recorder {
 public:
  Recorder(const std::string& functions, const std::string& layout, const std::string& counter,
           const std::string& folder, const std::string& scratch)
      : functions_(NewProcessWorkerFactory({functions, std::filesystem::absolute(counter), scratch + "/a"})),
        layout_(NewProcessWorkerFactory({layout, std::filesystem::absolute(counter), scratch + "/b"})),
        pairs_file_(folder + "/fresh_pairs.csv"),
        implementations_file_(folder + "/fresh_implementations.csv"),
        sides_(Sides(), std::random_device()()),
        measurement_(*functions_, std::random_device()()) {}

  absl::Status Run(int groups) {
    if (absl::Status status = SelectImplementations(); !status.ok()) return status;
    if (absl::Status status = SelectLanes(); !status.ok()) return status;
    for (const LaneSamples& lane : sides_.Samples()) rows_[lane.name] = Rows(pairs_file_, lane.name);
    for (const auto& [contender, reference] : Implementations()) {
      rows_[contender] = Rows(implementations_file_, contender);
    }
    const auto missing = [&](const auto& counted) { return counted.second < groups; };
    while (std::any_of(rows_.begin(), rows_.end(), missing)) {
      if (absl::Status status = RecordPairs(groups); !status.ok()) return status;
      if (absl::Status status = RecordImplementations(groups); !status.ok()) return status;
      fmt::print(stderr, "{} of {} benchmarks have {} rows\n",
                 rows_.size() - static_cast<size_t>(std::count_if(rows_.begin(), rows_.end(), missing)), rows_.size(),
                 groups);
    }
    return absl::OkStatus();
  }

 private:
  std::vector<Side> Sides() {
    std::vector<Side> sides = {{"unmodified", functions_.get()}};
    for (const Cell& cell : Cells()) sides.push_back({cell.name, cell.other_layout ? layout_.get() : functions_.get()});
    return sides;
  }

  absl::Status SelectImplementations() {
    if (absl::Status status = measurement_.Open(/*require_optimized=*/true); !status.ok()) return status;
    std::vector<Group> groups;
    for (const auto& [contender, reference] : Implementations()) {
      groups.push_back({contender + kUnmodified, reference + kUnmodified});
    }
    for (const WorkerCase& one : measurement_.Cases()) {
      const bool grouped = std::any_of(groups.begin(), groups.end(), [&](const Group& group) {
        return std::find(group.begin(), group.end(), one.name) != group.end();
      });
      if (one.name.ends_with(kUnmodified) && !grouped) groups.push_back({one.name});
    }
    measurement_.Select(groups);
    measurement_.CountAllocations();  // tells the working sets
    return absl::OkStatus();
  }

  absl::Status SelectLanes() {
    if (absl::Status status = sides_.Open(); !status.ok()) return status;
    std::vector<Lane> lanes;
    for (const CaseSamples& samples : measurement_.Samples()) {
      if (samples.error) return absl::InternalError(samples.case_name + ": " + *samples.error);
      Lane lane;
      lane.name = samples.case_name.substr(0, samples.case_name.find('/'));
      if (!Has(lane.name + "/units:105")) continue;  // a second implementation
      lane.working_set_bytes = samples.working_set_bytes;
      lane.cases.push_back(samples.case_name);
      for (const Cell& cell : Cells()) lane.cases.push_back(fmt::format("{}/units:{}", lane.name, cell.units));
      lanes.push_back(std::move(lane));
    }
    sides_.Select(std::move(lanes));
    return absl::OkStatus();
  }

  bool Has(const std::string& case_name) const {
    const std::vector<WorkerCase>& cases = sides_.Cases(0);
    return std::any_of(cases.begin(), cases.end(), [&](const WorkerCase& one) { return one.name == case_name; });
  }

  absl::Status RecordPairs(int groups) {
    std::set<int> sides;
    for (int side = 0; side <= static_cast<int>(Cells().size()); ++side) sides.insert(side);
    std::map<size_t, std::set<int>> wanted;
    for (size_t lane = 0; lane < sides_.Samples().size(); ++lane) {
      if (rows_[sides_.Samples()[lane].name] < groups) wanted[lane] = sides;
    }
    if (wanted.empty()) return absl::OkStatus();
    if (absl::Status status = sides_.TimeOneGroup(wanted); !status.ok()) return status;
    const int group = static_cast<int>(sides_.Schedule().size()) - 1;
    std::string rows;
    for (const auto& [index, of_lane] : wanted) {
      const LaneSamples& lane = sides_.Samples()[index];
      if (lane.error) return absl::InternalError(lane.name + ": " + *lane.error);
      rows += fmt::format("{},{}", lane.name, rows_[lane.name]++);
      for (int side = 1; side <= static_cast<int>(Cells().size()); ++side) {
        rows += fmt::format(",{:.5f}", LogRatio(lane, group, side));
      }
      rows += "\n";
    }
    std::string heading = "benchmark,group";
    for (const Cell& cell : Cells()) heading += "," + cell.name;
    if (!Append(pairs_file_, heading, rows)) return absl::DataLossError("cannot write " + pairs_file_);
    return absl::OkStatus();
  }

  absl::Status RecordImplementations(int groups) {
    std::set<size_t> wanted;
    std::vector<std::pair<std::string, std::string>> pairs;
    for (size_t i = 0; i < Implementations().size(); ++i) {  // the first groups of the measurement
      const auto& [contender, reference] = Implementations()[i];
      if (rows_[contender] >= groups) continue;
      wanted.insert(i);
      pairs.emplace_back(contender + kUnmodified, reference + kUnmodified);
    }
    if (wanted.empty()) return absl::OkStatus();
    measurement_.TimeOneProcess(wanted);
    std::string rows;
    for (const PairEvidence& pair : stats::BuildEvidence(measurement_.Samples(), pairs).pairs) {
      if (pair.log_ratios.empty()) return absl::InternalError("no times of " + pair.contender);
      const std::string name = pair.contender.substr(0, pair.contender.find('/'));
      rows += fmt::format("{},{},{:.5f},{:.2f},{:.2f}\n", name, rows_[name]++, pair.log_ratios.back(),
                          pair.contender_floors_ns.back(), pair.reference_floors_ns.back());
    }
    if (!Append(implementations_file_, "benchmark,process,log_ratio,contender_floor_ns,reference_floor_ns", rows)) {
      return absl::DataLossError("cannot write " + implementations_file_);
    }
    return absl::OkStatus();
  }

  std::unique_ptr<WorkerFactory> functions_;
  std::unique_ptr<WorkerFactory> layout_;
  std::string pairs_file_;
  std::string implementations_file_;
  SideBySide sides_;
  Measurement measurement_;
  std::map<std::string, int> rows_;  // of each benchmark and implementation so far
};

int Main(const std::vector<std::string>& args) {
  int groups = 0;
  if (args.size() != 5 || std::from_chars(args[4].data(), args[4].data() + args[4].size(), groups).ec != std::errc()) {
    fmt::print(stderr, "usage: record FUNCTIONS FUNCTIONS_IN_ANOTHER_LAYOUT COUNTER FOLDER GROUPS\n");
    return 2;
  }
  auto lock = MeasuringLock::Acquire([] { fmt::print(stderr, "waiting: another run is measuring on this machine\n"); });
  auto scratch = ScratchFolder::Create();
  absl::Status status = lock.ok() ? scratch.status() : lock.status();
  if (status.ok()) {
    for (const char* folder : {"a", "b"}) std::filesystem::create_directory(scratch->path() / folder);
    status = Recorder(args[0], args[1], args[2], args[3], scratch->path().string()).Run(groups);
  }
  if (status.ok()) return 0;
  fmt::print(stderr, "record: {}\n", std::string(status.message()));
  return 1;
}

}  // namespace
}  // namespace pawl

int main(int argc, char** argv) { return pawl::Main({argv + 1, argv + argc}); }
