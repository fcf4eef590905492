#include "tools/cli/fake_run.h"

#include <filesystem>
#include <optional>
#include <sstream>
#include <vector>

#include "gtest/gtest.h"
#include "tools/cli/files.h"

namespace pawl {
namespace {

class FakeWorker : public Worker {
 public:
  FakeWorker(const FakeFactory& factory, WorkerKind kind, int timing_worker)
      : facts_(factory.facts), timing_worker_(timing_worker), sizes_(factory.sizes) {
    if (kind == WorkerKind::kInstructions) {
      facts_["valgrind"] = "3.19.0";
    } else {
      facts_["cpu_features"] = factory.hidden_feature;
    }
    for (const auto& [name, script] : factory.cases) {
      cases_.push_back({name, Clock::kCpu});
      scripts_.push_back(script);
    }
  }

  const std::map<std::string, std::string>& Facts() const override { return facts_; }
  const std::vector<WorkerCase>& Cases() const override { return cases_; }
  const std::vector<WorkerSize>& Sizes() const override { return sizes_; }

  absl::StatusOr<Slice> Run(size_t case_index, int64_t iterations, int64_t /*warm_up*/,
                            int64_t /*stack_bytes*/) override {
    gone_ = gone_ || (timing_worker_ > 0 && scripts_[case_index].crashes_in == timing_worker_);
    if (gone_) return absl::AbortedError("killed by SIGSEGV (Segmentation fault)");
    const double time_ns = scripts_[case_index].iteration_ns * static_cast<double>(iterations);
    Slice slice{iterations, time_ns, time_ns, {}};
    for (const auto& [name, value] : scripts_[case_index].counters) slice.counters[name] = value(timing_worker_);
    return slice;
  }

  absl::StatusOr<AllocationCount> Count(size_t case_index, int64_t iterations) override {
    const int64_t each = scripts_[case_index].allocations;
    return AllocationCount{iterations, each * iterations, 64 * each * iterations, 64 * each,
                           scripts_[case_index].leaked_bytes * iterations};
  }

  absl::StatusOr<InstructionCount> CountInstructions(size_t case_index, int64_t iterations) override {
    const int64_t all = scripts_[case_index].instructions * iterations;
    return InstructionCount{iterations, all, {{"f", all}}};
  }

  absl::StatusOr<std::optional<std::string>> Answer(size_t case_index) override { return scripts_[case_index].answer; }

  absl::Status Isolate() override { return absl::OkStatus(); }
  absl::Status Release() override { return absl::OkStatus(); }

  void PinTo(std::optional<int> /*cpu*/) override {}

 private:
  std::map<std::string, std::string> facts_;
  int timing_worker_;
  std::vector<WorkerCase> cases_;
  std::vector<WorkerSize> sizes_;
  std::vector<FakeCase> scripts_;
  bool gone_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Worker>> FakeFactory::Start(WorkerKind kind) {
  if (kind == WorkerKind::kInstructions && !no_valgrind.empty()) return absl::UnavailableError(no_valgrind);
  ++started;
  const int number = kind == WorkerKind::kTiming ? ++timing_started : 0;
  if (number > last_timing_worker) return absl::AbortedError("cannot start it: no such file");
  return std::make_unique<FakeWorker>(*this, kind, number);
}

FakeRun::FakeRun() {
  const std::string name = ::testing::UnitTest::GetInstance()->current_test_info()->name();
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / name;
  std::filesystem::create_directories(folder / "baselines");
  plan.target = "//benches:x_perf";
  plan.pawl = "//tools/cli:pawl";
  plan.baseline_file = folder / "baselines/x_perf.json";
  plan.build_file = folder / "BUILD";
  plan.sources = {folder / "x_bench.cc"};
  EXPECT_TRUE(WriteFile(plan.sources.front(), "BENCHMARK(Y);\n").ok());
  options.alone = false;
  options.suspicion_pause = std::chrono::milliseconds(0);
  for (const char* operation : {"x/Y", "x/Z"}) {
    factory.cases[std::string(operation) + "/impl:baseline/n:1"] = {2000, 3, "42", 0};
    factory.cases[std::string(operation) + "/impl:optimized/n:1"] = {1000, 1, "42", 0};
  }
  EXPECT_TRUE(WriteFile(plan.build_file,
                        "perf_test(claims = {\n    \"x/Y/impl:optimized/n:1\": [\n"
                        "        \"time <= 0.9 * baseline\",\n"
                        "        \"allocations <= 1\",\n    ],\n})\n")
                  .ok());
  plan.claims[kOptimized] = {"time <= 0.9 * baseline", "allocations <= 1"};
}

void FakeRun::AcceptNow() {
  const Result result = Run();
  StoredBaseline baseline{plan.target, {}};
  for (const Row& row : result.rows) {
    if (row.comparison.find(':') != std::string::npos) continue;  // a claim or an anchor
    ASSERT_TRUE(row.current.has_value()) << row.comparison << ": " << row.reason;
    Record record;
    record.case_name = row.case_name;
    record.metric = row.comparison;
    record.value = *row.current;
    record.key = row.comparison == kTimeRatio      ? result.environment.time_key
                 : row.comparison == kInstructions ? result.environment.instruction_key
                                                   : result.environment.build_key;
    if (row.comparison != kBinarySize) record.source = result.environment.source;
    baseline.records.push_back(record);
  }
  ASSERT_TRUE(WriteFile(plan.baseline_file, FormatStoredBaseline(baseline)).ok());
  factory.started = factory.timing_started = 0;
}

Row FakeRun::Find(const Result& result, const std::string& case_name, const std::string& comparison) {
  for (const Row& row : result.rows) {
    if (row.case_name == case_name && row.comparison == comparison) return row;
  }
  ADD_FAILURE() << "no row " << case_name << " " << comparison;
  return {};
}

std::string FakeRun::TextAt(const std::string& origin) {
  const size_t colon = origin.rfind(':');
  const auto text = ReadFile(origin.substr(0, colon));
  if (!text.ok() || colon == std::string::npos) return "nothing at " + origin;
  std::istringstream lines(*text);
  std::string line;
  for (int i = std::stoi(origin.substr(colon + 1)); i > 0; --i) std::getline(lines, line);
  return line;
}

}  // namespace pawl
