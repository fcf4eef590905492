#include "tools/runner/measurement.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "fmt/format.h"
#include "tools/model/case_name.h"
#include "tools/runner/calibration.h"
#include "tools/runner/machine.h"

namespace pawl {
namespace {

bool Gone(const absl::Status& status) { return status.code() == absl::StatusCode::kAborted; }

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
  sizes_ = (*worker)->Sizes();
  if (cases_.empty()) {
    return absl::NotFoundError("the benchmark binary registers no benchmark: there is nothing to measure");
  }
  std::set<std::string> names;
  for (const WorkerCase& one : cases_) {
    if (names.insert(one.name).second) continue;
    return absl::FailedPreconditionError(fmt::format(
        "the benchmark binary registers {} twice, and Google Benchmark runs both as one: rename one of them",
        one.name));
  }
  for (const WorkerSize& one : sizes_) {
    if (names.insert(one.name).second) continue;
    return absl::FailedPreconditionError(fmt::format(
        "the benchmark binary calls pawl::RecordSizeof with the name {}, which another type or a case has already: "
        "name one of them otherwise",
        one.name));
  }
  if (require_optimized && facts_["sanitized"] == "yes") {
    return absl::FailedPreconditionError(
        "the benchmark was built with a sanitizer, and its numbers would mean nothing: build it without --config=asan, "
        "ubsan or tsan");
  }
  if (require_optimized && facts_["coverage"] == "yes") {
    return absl::FailedPreconditionError(
        "the benchmark was built for coverage, and its numbers would mean nothing: run it by `bazel test`, or leave it "
        "out of `bazel coverage` with --test_tag_filters=-perf");
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

bool Measurement::Isolate(const std::vector<Selected*>& cases) {
  const absl::Status status = worker_->Isolate();
  if (status.ok()) return true;
  const std::string message(status.message());
  for (Selected* selected : cases) {
    if (selected->samples.error) continue;
    if (Gone(status)) {
      selected->samples.error = "copying the worker, before it ran: " + message;
      continue;
    }
    auto& warnings = selected->samples.warnings;
    const std::string warning = fmt::format(
        "measured in one process with other cases, whose heap may move its numbers: it cannot be copied, since {}",
        message);
    if (std::find(warnings.begin(), warnings.end(), warning) == warnings.end()) warnings.push_back(warning);
  }
  if (Gone(status)) worker_.reset();
  return false;
}

void Measurement::Release(bool isolated) {
  if (isolated && worker_ != nullptr && !worker_->Release().ok()) worker_.reset();
}

void Measurement::Fail(Selected& selected, const absl::Status& status, const std::string& doing) {
  selected.samples.error = fmt::format("{} {}", doing, std::string(status.message()));
  if (Gone(status)) worker_.reset();
}

void Measurement::CheckAnswers() {
  // By reference, each of which is asked once: it may take its worker along.
  std::map<std::string, absl::StatusOr<std::optional<std::string>>> expected;
  // Implementations of one operation are compared even if only one of them was selected: the others are asked, too.
  // Where none of them is called baseline, the one that was registered first is the reference.
  std::map<std::string, size_t> references;
  for (size_t i = 0; i < cases_.size(); ++i) {
    const auto baseline = ReferenceOf(cases_[i].name);
    if (!references.try_emplace(baseline.value_or(cases_[i].name), i).second && !baseline) {
      references[cases_[i].name] = i;
    }
  }
  for (auto& [name, selected] : selected_) {
    Worker* worker = Use(WorkerKind::kTiming);
    if (worker == nullptr || selected.samples.error) continue;
    const size_t reference_index = references.at(ReferenceOf(name).value_or(name));
    const std::string& reference = cases_[reference_index].name;
    if (!expected.contains(reference)) {
      expected.emplace(reference, worker->Answer(reference_index));
      if (Gone(expected.at(reference).status())) worker_.reset();
    }
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
    } else {
      selected.samples.error = fmt::format(
          "its reference {} has an answer, it has none: nothing shows that both compute the same", reference);
    }
  }
}

void Measurement::CompareAnswers(const std::string& reference, const std::string& expected, Selected& selected,
                                 const std::string& actual) {
  const std::string difference = AnswerDifference(actual, expected);
  if (difference.empty()) return;
  selected.samples.error = fmt::format("outputs differ: unlike {}, {}. Nothing was timed: a wrong answer has no speed",
                                       reference, difference);
}

std::map<std::string, std::string> Measurement::Answers() {
  std::map<std::string, std::string> answers;
  for (auto& [name, selected] : selected_) {
    Worker* worker = Use(WorkerKind::kTiming);
    if (worker == nullptr || selected.samples.error) continue;
    auto answer = worker->Answer(selected.index);
    if (!answer.ok()) {
      Fail(selected, answer.status(), "computing its answer:");
    } else if (*answer) {
      answers[name] = **std::move(answer);
    }
  }
  return answers;
}

void Measurement::SmokeCases() {
  for (auto& [name, selected] : selected_) {
    Worker* worker = Use(WorkerKind::kTiming);
    if (worker == nullptr || selected.samples.error) continue;
    const auto slice = worker->Run(selected.index, 1, 0, 0);
    if (!slice.ok()) {
      Fail(selected, slice.status(), "running one iteration:");
      continue;
    }
    selected.counted_ns = slice->time_ns;
    // Without their values: a rate over one iteration may well be infinite.
    for (const auto& [name, value] : slice->counters) selected.samples.counters[name];
  }
}

void Measurement::MeasureSlowCases() { longest_iteration_ns_ = std::numeric_limits<double>::infinity(); }

void Measurement::CalibrateCase(Selected& selected) {
  absl::StatusOr<SlicePlan> plan =
      Calibrate(*worker_, selected.index, selected.samples.working_set_bytes, longest_iteration_ns_);
  if (!plan.ok()) {
    selected.samples.error = std::string(plan.status().message());
    if (Gone(plan.status())) worker_.reset();
    return;
  }
  selected.iteration_ns = plan->iteration_ns;
  selected.samples.iterations_per_slice = plan->iterations;
  selected.samples.warnings.insert(selected.samples.warnings.end(), plan->warnings.begin(), plan->warnings.end());
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
  const bool isolated = Isolate(cases);
  if (worker_ != nullptr) TimeTogether(cases);
  Release(isolated);
}

void Measurement::TimeTogether(std::vector<Selected*>& cases) {
  std::shuffle(cases.begin(), cases.end(),
               random_);  // the order in which fixtures are built decides who gets which pages
  double slowest_ns = 0;
  for (Selected* selected : cases) {
    if (selected->samples.error) continue;
    if (selected->samples.iterations_per_slice == 0) {
      CalibrateCase(*selected);
    } else if (selected->iteration_ns <= kOwnSliceIterationNs) {
      // Builds the fixture, so that the first round times the same work as the others. A case whose iteration is a
      // slice has one round, which builds it outside the loop: a first iteration would double what it costs.
      const auto slice = worker_->Run(selected->index, 1, 0, 0);
      if (!slice.ok()) Fail(*selected, slice.status(), "in its first iteration:");
    }
    if (worker_ == nullptr) return;
    slowest_ns = std::max(slowest_ns, selected->iteration_ns);
  }
  for (int round = 0; round < RoundsFor(slowest_ns); ++round) {
    std::shuffle(cases.begin(), cases.end(), random_);
    for (Selected* selected : cases) {
      if (!selected->samples.error && !TimeSlice(*selected, round)) return;
    }
  }
}

// Returns false if the worker is gone.
bool Measurement::TimeSlice(Selected& selected, int round) {
  const int64_t n = selected.samples.iterations_per_slice;
  const int64_t warm_up = n / 4;  // refills what the other side's slice evicted; n/16 was too short for that
  const auto slice = worker_->Run(selected.index, n, warm_up, RandomStackOffset(random_));
  if (!slice.ok()) {
    Fail(selected, slice.status(), fmt::format("in a slice of {} iterations:", n));
    return worker_ != nullptr;
  }
  if (absl::Status status = CheckTime(*slice); !status.ok()) {
    selected.samples.error = std::string(status.message());
    return true;
  }
  for (const auto& [name, value] : slice->counters) {
    if (!std::isfinite(value)) {
      selected.samples.error = fmt::format(
          "its counter \"{}\" was {} in a slice of {} iterations: a counter must be a number", name, value, n);
      return true;
    }
    selected.samples.counters[name].push_back({processes_, value});
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

std::string AnswerDifference(const std::string& actual, const std::string& expected) {
  if (expected == actual) return "";
  const size_t at = static_cast<size_t>(
      std::mismatch(expected.begin(), expected.end(), actual.begin(), actual.end()).first - expected.begin());
  return fmt::format("its answer has {} bytes, not {}; from byte {} on \"{}\" instead of \"{}\"", actual.size(),
                     expected.size(), at, Excerpt(actual, at), Excerpt(expected, at));
}

}  // namespace pawl
