#include "tools/cli/command_support.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "tools/cli/files.h"
#include "tools/runner/process_worker.h"

namespace pawl {

std::string EnvironmentVariable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

int Fail(Output output, const absl::Status& status, int code) {
  output.err << "pawl: " << std::string(status.message()) << "\n";
  return code;
}

std::function<void(const std::string&)> Progress(Output output) {
  if (isatty(STDERR_FILENO) == 0) return [](const std::string&) {};
  return [output](const std::string& line) { output.err << "\r\033[K" << line << std::flush; };
}

void EndProgress(Output output) {
  if (isatty(STDERR_FILENO) != 0) output.err << "\r\033[K" << std::flush;
}

absl::Status WithWorkers(const Plan& plan, const std::function<void(WorkerFactory&)>& use) {
  absl::StatusOr<ScratchFolder> scratch = ScratchFolder::Create();
  if (!scratch.ok()) return scratch.status();
  ProcessWorkerOptions options;
  options.binary = plan.binary;
  options.counter = std::filesystem::absolute(plan.counter);
  options.scratch = scratch->path();
  const auto factory = NewProcessWorkerFactory(options);
  use(*factory);
  return absl::OkStatus();
}

}  // namespace pawl
