// `pawl selftest`: does this gate catch what it must, here and now?
#include <memory>
#include <random>

#include "fmt/format.h"
#include "tools/cli/command_support.h"
#include "tools/cli/files.h"
#include "tools/cli/selftest.h"
#include "tools/runner/process_worker.h"

namespace pawl {
namespace {

// Factories of real workers, each with a folder of its own whose name is as long as the others'.
class Factories {
 public:
  Factories(std::filesystem::path scratch, const std::string& counter)
      : scratch_(std::move(scratch)), counter_(std::filesystem::absolute(counter)) {}

  WorkerFactory& Of(const std::string& binary) {
    const std::filesystem::path folder = scratch_ / fmt::format("side{:02}", factories_.size());
    std::error_code error;  // a worker that can't be copied into it says so
    std::filesystem::create_directory(folder, error);
    factories_.push_back(NewProcessWorkerFactory({binary, counter_, folder}));
    return *factories_.back();
  }

 private:
  std::filesystem::path scratch_;
  std::filesystem::path counter_;
  std::vector<std::unique_ptr<WorkerFactory>> factories_;
};

absl::StatusOr<std::vector<PlantedBinary>> Planted(const std::vector<std::string>& arguments, Factories& factories) {
  std::vector<PlantedBinary> planted;
  for (const std::string& argument : arguments) {
    const size_t equals = argument.find('=');
    if (equals == std::string::npos) {
      return absl::InvalidArgumentError("--planted=" + argument + " must be DEFECT=BINARY");
    }
    const std::string binary = argument.substr(equals + 1);
    planted.push_back({argument.substr(0, equals), &factories.Of(binary), &factories.Of(binary)});
  }
  return planted;
}

}  // namespace

int SelftestCommand(const SelftestArguments& arguments, Output output) {
  const absl::StatusOr<ScratchFolder> scratch = ScratchFolder::Create();
  if (!scratch.ok()) return Fail(output, scratch.status());
  Factories factories(scratch->path(), arguments.counter);
  const absl::StatusOr<std::vector<PlantedBinary>> planted = Planted(arguments.planted, factories);
  if (!planted.ok()) return Fail(output, planted.status(), kExitUsage);
  Plan plan;
  plan.target = "//:selftest";
  plan.pawl = "//tools/cli:pawl";
  plan.binary = arguments.healthy;
  plan.counter = arguments.counter;
  plan.sources = {arguments.healthy};  // what the numbers belong to
  plan.baseline_file = (scratch->path() / "baseline.json").string();
  RunOptions options;
  options.seed = std::random_device()();
  options.progress = Progress(output);
  const absl::StatusOr<SelftestOutcome> outcome =
      Selftest(plan, options, factories.Of(arguments.healthy), factories.Of(arguments.healthy), *planted);
  EndProgress(output);
  if (!outcome.ok()) return Fail(output, outcome.status());
  output.out << outcome->report;
  return outcome->passed ? kExitOk : kExitError;
}

}  // namespace pawl
