#include "tools/runner/measurement.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <utility>

#include "fmt/format.h"
#include "tools/model/case_name.h"
#include "tools/runner/machine.h"

namespace pawl {
namespace {

constexpr double kSliceNs = 0.3e6;  // shorter than the machine's slow episodes (from 2 ms on), so both sides share them
constexpr double kLargeSliceNs = 1e6;  // for working sets that the other side's slice evicts: refill is per slice
constexpr double kLargeWorkingSetBytes = 1e5;  // where refill dilution was seen
constexpr double kLongestSliceNs = 10e6;       // what set-up may stretch a slice to
constexpr int kRounds = 32;                    // more rounds still pay here: 8/16/32 gave an SD of 2.0/1.35/0.9 %
constexpr int kSlowRounds = 16;                // for iterations above 1 ms
constexpr double kSlowIterationNs = 1e6;
constexpr double kOwnSliceIterationNs = 10e6;  // above it an iteration is a slice, without warm-up, one per process
constexpr double kSweepOnlyIterationNs = 1e9;  // above it a case never runs in a gate
constexpr int64_t kMaxIterations = int64_t{1} << 30;
constexpr double kShortestIterationNs = 1;      // less is no work
constexpr double kLeastGrowth = 1.2;            // doubled iterations must add a fifth of the time at least
constexpr int64_t kMaxStackOffsetBytes = 4096;  // a page: beyond it, only its offset within a page would matter
constexpr int64_t kCountedIterations = 64;      // enough to show an allocation shared by 32 iterations

constexpr char kCalibrating[] = "while its iterations were being calibrated:";

int Rounds(double iteration_ns) {
  if (iteration_ns > kOwnSliceIterationNs) return 1;
  return iteration_ns > kSlowIterationNs ? kSlowRounds : kRounds;
}

bool Gone(const absl::Status& status) { return status.code() == absl::StatusCode::kAborted; }

// A slice too short for the clock takes 0 ns; what is no number or below 0 is no time at all.
bool ClockGaveTime(const Slice& slice) {
  return std::isfinite(slice.time_ns) && std::isfinite(slice.call_ns) && slice.time_ns >= 0;
}

std::string UnusableTime(const Slice& slice) {
  return fmt::format("a slice of {} iterations took {} ns: the clock gave no usable time", slice.iterations,
                     slice.time_ns);
}

// Google Benchmark runs n iterations in each of the threads that it writes into a case's name.
int64_t ThreadsOf(std::string_view case_name) {
  constexpr std::string_view kThreads = "/threads:";
  const size_t at = case_name.rfind(kThreads);
  int64_t threads = 1;
  if (at != std::string_view::npos) {
    std::from_chars(case_name.data() + at + kThreads.size(), case_name.data() + case_name.size(), threads);
  }
  return threads;
}

std::string Excerpt(std::string_view text, size_t at) {
  const size_t begin = at > 10 ? at - 10 : 0;
  std::string excerpt(text.substr(begin, 40));
  std::replace_if(excerpt.begin(), excerpt.end(), [](unsigned char c) { return c < 0x20 || c > 0x7e; }, '.');
  return excerpt;
}

size_t Find(std::vector<size_t>& parent, size_t i) {
  while (parent[i] != i) i = parent[i] = parent[parent[i]];
  return i;
}

}  // namespace

std::vector<Group> GroupCases(const std::vector<std::string>& cases,
                              const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::vector<size_t> parent(cases.size());
  std::iota(parent.begin(), parent.end(), size_t{0});
  std::map<std::string, size_t> position;
  for (size_t i = 0; i < cases.size(); ++i) position[cases[i]] = i;
  for (const auto& [a, b] : pairs) {
    if (!position.contains(a) || !position.contains(b)) continue;
    const size_t root_a = Find(parent, position[a]);
    const size_t root_b = Find(parent, position[b]);
    parent[std::max(root_a, root_b)] = std::min(root_a, root_b);
  }
  std::map<size_t, Group> groups;
  for (size_t i = 0; i < cases.size(); ++i) groups[Find(parent, i)].push_back(cases[i]);
  std::vector<Group> ordered;
  for (auto& [root, group] : groups) ordered.push_back(std::move(group));
  return ordered;
}

Measurement::Measurement(WorkerFactory& factory, uint64_t seed) : factory_(factory), random_(seed) {}

absl::Status Measurement::Open(bool require_optimized) {
  auto worker = factory_.Start(WorkerKind::kTiming);
  if (!worker.ok()) return worker.status();
  facts_ = (*worker)->Facts();
  cases_ = (*worker)->Cases();
  if (cases_.empty()) {
    return absl::NotFoundError("the benchmark binary registers no benchmark: there is nothing to measure");
  }
  if (require_optimized && facts_["sanitized"] == "yes") {
    return absl::FailedPreconditionError(
        "the benchmark was built with a sanitizer, and its numbers would mean nothing: build it without --config=asan, "
        "ubsan or tsan");
  }
  if (require_optimized && facts_["optimized"] != "yes") {
    return absl::FailedPreconditionError(
        "the benchmark was built without optimization, and its numbers would mean nothing: build it with -c opt");
  }
  worker_ = *std::move(worker);
  worker_kind_ = WorkerKind::kTiming;
  return absl::OkStatus();
}

void Measurement::Select(const std::vector<Group>& groups) {
  groups_ = groups;
  selected_.clear();
  for (const Group& group : groups_) {
    for (const std::string& name : group) {
      const auto found =
          std::find_if(cases_.begin(), cases_.end(), [&](const WorkerCase& c) { return c.name == name; });
      Selected& selected = selected_[name];
      selected.index = static_cast<size_t>(found - cases_.begin());
      selected.samples.case_name = name;
      selected.samples.clock = found->clock;
    }
  }
}

Worker* Measurement::Use(WorkerKind kind) {
  if (worker_ != nullptr && worker_kind_ == kind) return worker_.get();
  worker_.reset();
  auto worker = factory_.Start(kind);
  if (!worker.ok()) {
    for (auto& [name, selected] : selected_) {
      if (!selected.samples.error) selected.samples.error = std::string(worker.status().message());
    }
    return nullptr;
  }
  worker_ = *std::move(worker);
  worker_kind_ = kind;
  return worker_.get();
}

void Measurement::Fail(Selected& selected, const absl::Status& status, const std::string& doing) {
  selected.samples.error = fmt::format("{} {}", doing, std::string(status.message()));
  if (Gone(status)) worker_.reset();
}

void Measurement::CheckAnswers() {
  // By reference, each of which is asked once: it may take its worker along.
  std::map<std::string, absl::StatusOr<std::optional<std::string>>> expected;
  // Implementations of one operation are compared even if only one of them was selected: the others are asked, too.
  std::map<std::string, size_t> index;
  for (size_t i = 0; i < cases_.size(); ++i) index[cases_[i].name] = i;
  for (auto& [name, selected] : selected_) {
    Worker* worker = Use(WorkerKind::kTiming);
    if (worker == nullptr || selected.samples.error) continue;
    const std::string reference = ReferenceOf(name).value_or(name);
    if (!expected.contains(reference) && index.contains(reference)) {
      expected.emplace(reference, worker->Answer(index[reference]));
      if (Gone(expected.at(reference).status())) worker_.reset();
    }
    if (!expected.contains(reference)) continue;
    const auto& reference_answer = expected.at(reference);
    if (!reference_answer.ok()) {
      // A selected reference bears the error itself.
      Selected& blamed = selected_.contains(reference) ? selected_[reference] : selected;
      blamed.samples.error =
          fmt::format("computing the answer of {}: {}", reference, std::string(reference_answer.status().message()));
      continue;
    }
    if (name == reference || !*reference_answer) continue;
    auto answer = worker->Answer(selected.index);
    if (!answer.ok()) {
      Fail(selected, answer.status(), "computing its answer:");
    } else if (*answer) {
      CompareAnswers(reference, **reference_answer, selected, **answer);
    }
  }
}

void Measurement::CompareAnswers(const std::string& reference, const std::string& expected, Selected& selected,
                                 const std::string& actual) {
  if (expected == actual) return;
  const size_t at = static_cast<size_t>(
      std::mismatch(expected.begin(), expected.end(), actual.begin(), actual.end()).first - expected.begin());
  selected.samples.error = fmt::format(
      "outputs differ: its answer has {} bytes, that of {} has {}; from byte {} on \"{}\" instead of \"{}\". Nothing "
      "was timed: a wrong answer has no speed",
      actual.size(), reference, expected.size(), at, Excerpt(actual, at), Excerpt(expected, at));
}

void Measurement::SmokeCases() {
  for (auto& [name, selected] : selected_) {
    Worker* worker = Use(WorkerKind::kTiming);
    if (worker == nullptr || selected.samples.error) continue;
    const auto slice = worker->Run(selected.index, 1, 0, 0);
    if (!slice.ok()) Fail(selected, slice.status(), "running one iteration:");
  }
}

void Measurement::CountAllocations() {
  const std::string absent = facts_["sanitized"] == "yes" ? "a sanitizer owns the allocator of this build" : "";
  for (auto& [name, selected] : selected_) {
    if (selected.samples.error) continue;
    if (!absent.empty()) {
      selected.samples.allocations_absent = absent;
      continue;
    }
    Worker* worker = Use(WorkerKind::kCounting);
    if (worker == nullptr) return;
    const auto counter = worker->Facts().find("counter");
    if (counter == worker->Facts().end() || counter->second == "absent") {
      selected.samples.allocations_absent =
          "the allocation counter could not be preloaded (a static binary, or LD_PRELOAD is refused here)";
    } else if (counter->second != "present") {
      selected.samples.error = "the allocation counter did not see a known allocation: its zeros would mean nothing";
    } else {
      CountCase(selected);
    }
  }
}

void Measurement::CountCase(Selected& selected) {
  // The first call builds the fixture and lets pools fill; what it allocates is not the case's.
  const auto warm_up = worker_->Count(selected.index, 1);
  if (!warm_up.ok()) return Fail(selected, warm_up.status(), "counting allocations:");
  const auto timed = worker_->Run(selected.index, 1, 0, 0);
  if (!timed.ok()) return Fail(selected, timed.status(), "counting allocations:");
  const int64_t n = timed->time_ns > kOwnSliceIterationNs ? 1 : kCountedIterations;
  for (int repeat = 0; repeat < 2; ++repeat) {
    AllocationPair pair;
    for (AllocationCount* count : {&pair.n, &pair.twice_n}) {
      const auto counted = worker_->Count(selected.index, count == &pair.n ? n : 2 * n);
      if (!counted.ok()) return Fail(selected, counted.status(), "counting allocations:");
      *count = *counted;
    }
    selected.samples.allocations.push_back(pair);
  }
}

void Measurement::Calibrate(Selected& selected) {
  const double peak_bytes =
      selected.samples.allocations.empty() ? 0 : static_cast<double>(selected.samples.allocations.front().n.peak_bytes);
  double target_ns = peak_bytes > kLargeWorkingSetBytes ? kLargeSliceNs : kSliceNs;
  auto slice = worker_->Run(selected.index, 1, 0, 0);  // builds the fixture
  if (!slice.ok()) return Fail(selected, slice.status(), "in its first iteration:");
  slice = worker_->Run(selected.index, 1, 0, 0);
  int64_t n = 1;
  while (slice.ok() && ClockGaveTime(*slice)) {
    // Google Benchmark calls the whole function for every slice: a function that sets up for longer than it measures
    // gets longer slices, until set-up is under half of the time.
    target_ns = std::clamp(slice->call_ns - slice->time_ns, target_ns, kLongestSliceNs);
    if (slice->time_ns >= target_ns / 2 || n >= kMaxIterations) break;
    if (slice->iterations < n) break;  // it fixes its own iterations
    const double wanted = target_ns / std::max(slice->time_ns, 1.0);
    n = std::min(kMaxIterations, n * static_cast<int64_t>(std::clamp(std::ceil(wanted), 2.0, 10.0)));
    slice = worker_->Run(selected.index, n, 0, 0);
  }
  if (!slice.ok()) return Fail(selected, slice.status(), kCalibrating);
  if (!ClockGaveTime(*slice) || slice->time_ns == 0) {
    selected.samples.error = UnusableTime(*slice);
    return;
  }
  selected.iteration_ns = slice->time_ns / static_cast<double>(slice->iterations);
  selected.samples.iterations_per_slice = n;
  if (slice->iterations != n * ThreadsOf(selected.samples.case_name)) {
    selected.samples.warnings.push_back(
        fmt::format("asked for {} iterations, it ran {}: ->Iterations() wins over the runner's count and "
                    "->Repetitions() multiplies it",
                    n, slice->iterations));
  }
  if (slice->call_ns - slice->time_ns > slice->time_ns && selected.iteration_ns < kOwnSliceIterationNs) {
    selected.samples.warnings.push_back(fmt::format(
        "set-up dominates: a slice measures {:.0f} us and sets up for {:.0f} us; build the input once, outside the "
        "benchmark's function",
        slice->time_ns / 1e3, (slice->call_ns - slice->time_ns) / 1e3));
  }
  CheckWorkGrows(selected);
}

void Measurement::CheckWorkGrows(Selected& selected) {
  if (selected.iteration_ns > kSweepOnlyIterationNs) {
    selected.samples.error = fmt::format(
        "one iteration takes {:.1f} s: a case above 1 s never runs in a gate. Put it into the perf_test's "
        "`sweep`, or make its input smaller",
        selected.iteration_ns * 1e-9);
    return;
  }
  if (selected.iteration_ns > kSlowIterationNs) return;  // a millisecond of nothing is no optimizer's work
  if (selected.iteration_ns < kShortestIterationNs && selected.samples.clock == Clock::kCpu) {
    selected.samples.error = fmt::format(
        "{:.2f} ns per iteration is no work: it was probably optimised away. Consume the result with "
        "benchmark::DoNotOptimize",
        selected.iteration_ns);
    return;
  }
  // Minima, so that a slow episode of the machine in one of the slices does not decide.
  double once = INFINITY;
  double twice = INFINITY;
  const int64_t n = selected.samples.iterations_per_slice;
  for (int attempt = 0; attempt < 5; ++attempt) {
    const auto a = worker_->Run(selected.index, n, 0, 0);
    if (!a.ok()) return Fail(selected, a.status(), kCalibrating);
    const auto b = worker_->Run(selected.index, 2 * n, 0, 0);
    if (!b.ok()) return Fail(selected, b.status(), kCalibrating);
    if (b->iterations < 2 * a->iterations) return;  // it fixes its own iterations
    once = std::min(once, a->time_ns);
    twice = std::min(twice, b->time_ns);
    if (twice > kLeastGrowth * once) return;
  }
  selected.samples.error = fmt::format(
      "{} iterations take {:.0f} ns and {} take {:.0f} ns: adding iterations adds no time, so the work was "
      "optimised away or is done outside the loop",
      n, once, 2 * n, twice);
}

void Measurement::TimeOneProcess(const std::set<size_t>& groups) {
  worker_.reset();
  if (Use(WorkerKind::kTiming) == nullptr) return;
  const std::vector<int> cpus = UsableCpus();
  const int cpu = cpus[random_() % cpus.size()];
  std::vector<size_t> order(groups.begin(), groups.end());
  std::shuffle(order.begin(), order.end(), random_);
  for (size_t g : order) {
    const Group& group = groups_[g];
    const bool wall = std::any_of(group.begin(), group.end(), [&](const std::string& name) {
      return selected_[name].samples.clock == Clock::kWall;
    });
    // A crash of an earlier case took its worker along.
    if (Use(WorkerKind::kTiming) == nullptr) return;
    worker_->PinTo(wall ? std::nullopt : std::optional<int>(cpu));
    TimeGroup(group);
  }
  ++processes_;
}

void Measurement::TimeGroup(const Group& group) {
  std::vector<Selected*> cases;
  for (const std::string& name : group) cases.push_back(&selected_[name]);
  std::shuffle(cases.begin(), cases.end(),
               random_);  // the order in which fixtures are built decides who gets which pages
  double slowest_ns = 0;
  for (Selected* selected : cases) {
    if (selected->samples.error) continue;
    if (selected->samples.iterations_per_slice == 0) {
      Calibrate(*selected);
    } else {
      // Builds the fixture, so that the first round times the same work as the others.
      const auto slice = worker_->Run(selected->index, 1, 0, 0);
      if (!slice.ok()) Fail(*selected, slice.status(), "in its first iteration:");
    }
    if (worker_ == nullptr) return;
    slowest_ns = std::max(slowest_ns, selected->iteration_ns);
  }
  for (int round = 0; round < Rounds(slowest_ns); ++round) {
    std::shuffle(cases.begin(), cases.end(), random_);
    for (Selected* selected : cases) {
      if (!selected->samples.error && !TimeSlice(*selected, round)) return;
    }
  }
}

// Returns false if the worker is gone.
bool Measurement::TimeSlice(Selected& selected, int round) {
  const int64_t n = selected.samples.iterations_per_slice;
  const int64_t stack = static_cast<int64_t>(random_() % static_cast<uint64_t>(kMaxStackOffsetBytes)) & ~int64_t{15};
  const int64_t warm_up = n / 4;  // refills what the other side's slice evicted; n/16 was too short for that
  const auto slice = worker_->Run(selected.index, n, warm_up, stack);
  if (!slice.ok()) {
    Fail(selected, slice.status(), fmt::format("in a slice of {} iterations:", n));
    return worker_ != nullptr;
  }
  if (!ClockGaveTime(*slice) || slice->time_ns == 0) {
    selected.samples.error = UnusableTime(*slice);
    return true;
  }
  selected.samples.slices.push_back({processes_, round, slice->iterations, slice->time_ns});
  measured_ns_ += slice->time_ns;
  return true;
}

std::vector<CaseSamples> Measurement::Samples() const {
  std::vector<CaseSamples> samples;
  for (const Group& group : groups_) {
    for (const std::string& name : group) samples.push_back(selected_.at(name).samples);
  }
  return samples;
}

}  // namespace pawl
