#ifndef PAWL_TOOLS_CLI_FAKE_RUN_H_
#define PAWL_TOOLS_CLI_FAKE_RUN_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tools/cli/run.h"

namespace pawl {

// What a case of a scripted worker does. No time passes: it only says what it took.
struct FakeCase {
  double iteration_ns = 1000;
  int64_t allocations = 1;  // of 64 bytes each, per iteration
  std::string answer = "42";
  int crashes_in = 0;  // the timing worker, counted from 1, that dies when it runs this case; 0: none
  std::map<std::string, std::function<double(int)>> counters = {};  // by the number of the timing worker, from 1
  int64_t leaked_bytes = 0;                                         // per iteration
  int64_t instructions = 6000;                                      // per iteration
};

// A binary of scripted cases.
class FakeFactory : public WorkerFactory {
 public:
  absl::StatusOr<std::unique_ptr<Worker>> Start(WorkerKind kind) override;

  std::map<std::string, FakeCase> cases;
  std::vector<WorkerSize> sizes;
  std::map<std::string, std::string> facts = {
      {"architecture", "x86_64"}, {"compiler", "gcc12.2.0"},
      {"library", "libstdcxx1"},  {"optimized", "yes"},
      {"sanitized", "no"},        {"counter", "present"},
      {"libraries", "00ff"},      {"instruction_set", "x86_64_v3"},
  };
  std::string no_valgrind;             // why there is none; empty: there is
  std::string hidden_feature;          // of the CPU, by valgrind
  int last_timing_worker = 1'000'000;  // later ones don't start
  int started = 0;
  int timing_started = 0;
};

// A perf_test of two operations, each with two implementations, and its files in a folder of its own.
class FakeRun {
 public:
  static constexpr char kOptimized[] = "x/Y/impl:optimized/n:1";
  static constexpr char kOther[] = "x/Z/impl:optimized/n:1";

  FakeRun();

  // Stores what a run measures now as the baseline.
  void AcceptNow();
  Result Run() { return RunPlan(plan, options, factory); }

  // The row of a case and comparison; fails the test if there is none.
  static Row Find(const Result& result, const std::string& case_name, const std::string& comparison);
  // What the file of a place says, "path:line" to the line's text.
  static std::string TextAt(const std::string& origin);

  Plan plan;
  RunOptions options;
  FakeFactory factory;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_FAKE_RUN_H_
