#include "tools/cli/command_support.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <vector>

#include "fmt/format.h"
#include "tools/cli/files.h"
#include "tools/cli/instruction_probe.h"
#include "tools/cli/interruption.h"
#include "tools/cli/live_sides.h"
#include "tools/model/text_table.h"
#include "tools/runner/heaptrack_probe.h"
#include "tools/runner/process_worker.h"
#include "tools/store/place.h"

namespace pawl {

std::string EnvironmentVariable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

int Fail(Output output, const absl::Status& status, int code) {
  output.err << "pawl: " << std::string(status.message()) << "\n";
  return code;
}

std::string Shown(const absl::Status& status) {
  const absl::string_view message = status.message();
  return Quoted({message.data(), message.size()}, TextStyle::kTerminal);
}

std::function<void(const std::string&)> Progress(Output output) {
  if (isatty(STDERR_FILENO) == 0) return [](const std::string&) {};
  return [output](const std::string& line) { output.err << "\r\033[K" << line << std::flush; };
}

void EndProgress(Output output) {
  if (isatty(STDERR_FILENO) != 0) output.err << "\r\033[K" << std::flush;
}

namespace {

ProcessWorkerOptions OptionsFor(const Plan& plan, const std::string& binary, const std::filesystem::path& scratch,
                                std::chrono::seconds patience) {
  ProcessWorkerOptions options;
  options.binary = binary;
  options.counter = std::filesystem::absolute(plan.counter);
  options.scratch = scratch;
  options.timeout_s = static_cast<int>(patience.count());
  return options;
}

}  // namespace

BinaryStore StoreOf(const Plan& plan) {
  if (!plan.other_files.empty()) {
    return BinaryStore(StorePlace{
        "",
        fmt::format("the benchmark also reads or runs {}{}, which its binary does not hold", plan.other_files.front(),
                    plan.other_files.size() == 1 ? "" : fmt::format(" and {} more", plan.other_files.size() - 1)),
        "", 0});
  }
  const absl::StatusOr<StorePlace> place = ReadStorePlace(plan.store_file);
  return BinaryStore(place.ok() ? *place : StorePlace{"", std::string(place.status().message()), "", 0});
}

absl::Status WithWorkers(const Plan& plan, const std::string& against, const std::function<void(const Workers&)>& use,
                         std::chrono::seconds patience) {
  absl::StatusOr<ScratchFolder> scratch = ScratchFolder::Create();
  if (!scratch.ok()) return scratch.status();
  const InterruptionGuard guard(scratch->path());
  const auto factory = NewProcessWorkerFactory(OptionsFor(plan, plan.binary, scratch->path(), patience));
  const Build contender = {.binary = plan.binary, .layouts = plan.layouts};
  AcceptedBuilds accepted(StoreOf(plan), contender, plan.counter, scratch->path(), plan.other_files.empty());
  if (against.empty()) {
    use({*factory, std::nullopt, accepted});
    return absl::OkStatus();
  }
  const absl::StatusOr<LiveSides> live = LiveSides::Create({against}, contender, plan.counter, scratch->path());
  if (!live.ok()) return live.status();
  use({*factory, live->Sides(), accepted});
  return absl::OkStatus();
}

void AddCallSites(const Plan& plan, const std::string& against, bool all_allocating, const ProfilingOptions& options,
                  Result& result, RunProfiles& profiles) {
  const std::vector<std::string> cases = all_allocating ? SuspectsAndAllocating(result) : Suspects(result);
  if (cases.empty()) return;
  absl::StatusOr<ScratchFolder> scratch = ScratchFolder::Create();
  if (!scratch.ok()) {
    result.warnings.push_back(fmt::format("no call sites: {}", std::string(scratch.status().message())));
    return;
  }
  const InterruptionGuard guard(scratch->path());
  const auto probe = [&](const std::string& binary) {
    HeaptrackOptions heaptrack;
    heaptrack.binary = binary;
    heaptrack.scratch = scratch->path();
    heaptrack.search_path = EnvironmentVariable("PATH");
    return NewHeaptrackProbe(heaptrack);
  };
  const std::unique_ptr<Profiler> contender = probe(plan.binary);
  const std::unique_ptr<Profiler> other = probe(against);
  std::vector<ProfiledSide> sides = {{contender.get(), &profiles.contender}};
  profiles.contender.target = profiles.against.target = plan.target;
  profiles.contender.side = "contender";
  profiles.against.side = against;
  // The run has counted the instructions of its own side only.
  const std::filesystem::path folder = scratch->path() / "instructions";
  std::error_code error;  // a worker that can't be copied into it says so
  std::filesystem::create_directory(folder, error);
  const auto factory = NewProcessWorkerFactory(OptionsFor(plan, against, folder, kPatience));
  const std::unique_ptr<Profiler> counting = NewInstructionProbe(*factory);
  if (!against.empty()) {
    sides.push_back({other.get(), &profiles.against});
    sides.push_back({counting.get(), &profiles.against});
  }
  ProfileCases(cases, sides, options, result);
}

}  // namespace pawl
