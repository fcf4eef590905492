#include "tools/stats/evidence.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>

#include "tools/model/claim.h"
#include "tools/stats/counter.h"
#include "tools/stats/floors.h"
#include "tools/stats/instructions.h"
#include "tools/stats/robust.h"

namespace pawl::stats {
namespace {

// Time per iteration by process and round.
using Rounds = std::map<int, double>;
using Processes = std::map<int, Rounds>;

Processes ByProcess(const CaseSamples& samples) {
  Processes processes;
  if (samples.error) return processes;
  for (const Sample& slice : samples.slices) {
    processes[slice.process][slice.round] = slice.time_ns / static_cast<double>(slice.iterations);
  }
  return processes;
}

std::vector<double> Values(const Rounds& rounds) {
  std::vector<double> values;
  for (const auto& [round, ns] : rounds) values.push_back(ns);
  return values;
}

AllocationEvidence Slope(const AllocationPair& pair) {
  const AllocationCount& n = pair.n;
  const AllocationCount& twice = pair.twice_n;
  const int64_t added = twice.iterations - n.iterations;
  // A case that fixes its own iterations has no slope: its start-up is then part of its numbers.
  const auto per_iteration = [&](int64_t of_n, int64_t of_twice) {
    if (added > 0) return static_cast<double>(of_twice - of_n) / static_cast<double>(added);
    return static_cast<double>(of_n) / static_cast<double>(std::max<int64_t>(n.iterations, 1));
  };
  AllocationEvidence evidence;
  evidence.allocations = per_iteration(n.allocations, twice.allocations);
  evidence.allocated_bytes = per_iteration(n.allocated_bytes, twice.allocated_bytes);
  // A pool that gives memory back while it is measured is no negative leak.
  evidence.leaked_bytes = std::max(0.0, per_iteration(n.grown_bytes, twice.grown_bytes));
  evidence.peak_bytes = static_cast<double>(n.peak_bytes);
  if (n.temporary_allocations && twice.temporary_allocations) {
    evidence.temporary_allocations = per_iteration(*n.temporary_allocations, *twice.temporary_allocations);
  }
  return evidence;
}

// Merges another measurement of the same iterations into `evidence`.
void Merge(const AllocationEvidence& repeat, AllocationEvidence& evidence) {
  const auto merge = [&](std::string_view metric, double& largest, double again) {
    if (largest == again) return;
    const auto [known, added] = evidence.smallest.emplace(metric, std::min(largest, again));
    if (!added) known->second = std::min(known->second, again);
    largest = std::max(largest, again);
  };
  merge(kAllocations, evidence.allocations, repeat.allocations);
  merge(kAllocatedBytes, evidence.allocated_bytes, repeat.allocated_bytes);
  merge(kPeakBytes, evidence.peak_bytes, repeat.peak_bytes);
  merge(kLeakedBytes, evidence.leaked_bytes, repeat.leaked_bytes);
  evidence.temporary_allocations = std::max(evidence.temporary_allocations, repeat.temporary_allocations);
}

std::optional<AllocationEvidence> Allocations(const CaseSamples& samples) {
  if (samples.allocations.empty() || samples.error) return std::nullopt;
  AllocationEvidence evidence = Slope(samples.allocations.front());
  for (const AllocationPair& repeat : samples.allocations) Merge(Slope(repeat), evidence);
  return evidence;
}

std::optional<CountedRange> Instructions(const CaseSamples& samples) {
  if (samples.instructions.empty() || samples.error) return std::nullopt;
  CountedRange range{INFINITY, -INFINITY};
  for (const InstructionPair& pair : samples.instructions) {
    const double slope = InstructionsPerIteration(pair);
    range = {std::min(range.smallest, slope), std::max(range.largest, slope)};
  }
  return range;
}

std::optional<TimeEvidence> Time(const Processes& processes) {
  if (processes.empty()) return std::nullopt;
  TimeEvidence evidence;
  std::vector<double> all;
  evidence.floor_ns = INFINITY;
  for (const auto& [process, rounds] : processes) {
    const std::vector<double> values = Values(rounds);
    evidence.floor_ns = std::min(evidence.floor_ns, ProcessFloorNs(values));
    all.insert(all.end(), values.begin(), values.end());
  }
  evidence.median_ns = Median(all);
  evidence.processes = static_cast<int>(processes.size());
  evidence.slices = static_cast<int>(all.size());
  return evidence;
}

std::map<std::string, CounterEvidence> Counters(const CaseSamples& samples, const Metrics& metrics) {
  std::map<std::string, CounterEvidence> counters;
  if (samples.error) return counters;
  for (const auto& [name, values] : samples.counters) {
    const MetricInfo* declared = FindMetric(metrics, name);
    counters[name] = declared != nullptr && declared->counter ? Counter(values, *declared) : Counter(values, {});
  }
  return counters;
}

PairEvidence Pair(const std::string& contender_name, const Processes& contender, const std::string& reference_name,
                  const Processes& reference) {
  PairEvidence evidence{contender_name, reference_name, {}, {}, {}};
  for (const auto& [process, contender_rounds] : contender) {
    const auto same_process = reference.find(process);
    if (same_process == reference.end()) continue;
    std::vector<double> log_ratios;
    for (const auto& [round, contender_ns] : contender_rounds) {
      const auto same_round = same_process->second.find(round);
      if (same_round != same_process->second.end()) log_ratios.push_back(std::log(contender_ns / same_round->second));
    }
    if (log_ratios.empty()) continue;
    evidence.log_ratios.push_back(InterquartileMean(log_ratios));
    evidence.contender_floors_ns.push_back(ProcessFloorNs(Values(contender_rounds)));
    evidence.reference_floors_ns.push_back(ProcessFloorNs(Values(same_process->second)));
  }
  return evidence;
}

}  // namespace

Evidence BuildEvidence(const std::vector<CaseSamples>& samples,
                       const std::vector<std::pair<std::string, std::string>>& pairs, const Metrics& metrics) {
  Evidence evidence;
  std::map<std::string, Processes> processes;
  for (const CaseSamples& one : samples) {
    const Processes& of_case = processes[one.case_name] = ByProcess(one);
    evidence.cases.push_back({one.case_name, one.clock, one.iterations_per_slice, Allocations(one),
                              one.allocations_absent, Time(of_case), Counters(one, metrics), one.error, one.warnings,
                              Instructions(one), one.instructions_absent, one.instructions_at_least});
  }
  for (const auto& [contender, reference] : pairs) {
    evidence.pairs.push_back(Pair(contender, processes[contender], reference, processes[reference]));
  }
  return evidence;
}

}  // namespace pawl::stats
