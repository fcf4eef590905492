#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "benchmark/benchmark.h"
#include "impls/impl_list.h"
#include "tools/perf/for_each_impl.h"
#include "tools/perf/run_scratch.h"

namespace {

namespace fs = std::filesystem;

// Programs by their paths in the runfiles, which is where Bazel starts a benchmark. None is linked in, as its size is
// gated elsewhere.
constexpr char kOurs[] = "benches/programs/env_file_program";

struct Baseline {
  static constexpr std::string_view kName = "baseline";
  static std::vector<std::string> Command() { return {kOurs, "count", "baseline"}; }
};

struct Optimized {
  static constexpr std::string_view kName = "optimized";
  static std::vector<std::string> Command() { return {kOurs, "count", "optimized"}; }
};

struct NodeDotenv {
  static constexpr std::string_view kName = "node_dotenv";
  static std::vector<std::string> Command() { return {"node", "benches/programs/node_dotenv/node_dotenv.cjs"}; }
};

using Programs = impls::ImplList<Baseline, Optimized, NodeDotenv>;

absl::Status SystemError(const std::string& what, int error_number) {
  return absl::Status(absl::ErrnoToStatusCode(error_number),
                      what + ": " + std::generic_category().message(error_number) +
                          ". Is it installed (tools/setup), and is this started by Bazel?");
}

// All that the program prints. Its environment is empty: no preloaded counter counts in it.
absl::StatusOr<std::string> OutputOf(std::vector<std::string> command) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return SystemError("cannot make a pipe", errno);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  std::vector<char*> arguments;
  for (std::string& argument : command) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  char* const environment[] = {nullptr};
  pid_t child = 0;
  const int error_number = posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environment);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  std::string output;
  int read_error = 0;
  if (error_number == 0) {
    std::array<char, 256> part;
    for (ssize_t got; read_error == 0 && (got = read(ends[0], part.data(), part.size())) != 0;) {
      if (got > 0) output.append(part.data(), static_cast<size_t>(got));
      if (got < 0 && errno != EINTR) read_error = errno;
    }
  }
  close(ends[0]);
  if (error_number != 0) return SystemError("cannot start " + command[0], error_number);
  int how = 0;
  while (waitpid(child, &how, 0) < 0) {
    if (errno != EINTR) return SystemError("cannot wait for " + command[0], errno);
  }
  if (read_error != 0) return SystemError("cannot read what " + command[0] + " prints", read_error);
  if (how != 0) return absl::AbortedError(command[0] + " ended with wait status " + std::to_string(how));
  return output;
}

// A typical file, kept for the whole run; removed where a benchmark was started by hand.
class InputFile {
 public:
  explicit InputFile(size_t lines) {
    const auto scratch = pawl::RunScratch();
    is_own_ = !scratch.has_value();
    const std::string name = "env_file_process_" + std::to_string(lines) + ".env";
    path_ = scratch.has_value() ? *scratch / name : fs::temp_directory_path() / (std::to_string(getpid()) + "_" + name);
    if (fs::exists(path_)) return;
    // Under another name until it is whole: a process that is killed here leaves nothing that looks finished.
    const fs::path unfinished = path_.string() + ".unfinished";
    status_ = OutputOf({kOurs, "write", std::to_string(lines), unfinished.string()}).status();
    if (!status_.ok()) return;
    std::error_code error;
    fs::rename(unfinished, path_, error);
    if (error) status_ = absl::InternalError("cannot rename " + unfinished.string() + ": " + error.message());
  }
  ~InputFile() {
    std::error_code ignored;
    if (is_own_) fs::remove(path_, ignored);
  }
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  const fs::path& path() const { return path_; }
  const absl::Status& status() const { return status_; }

 private:
  bool is_own_ = false;
  fs::path path_;
  absl::Status status_;
};

template <typename Program>
struct Case {
  std::unique_ptr<InputFile> file;

  explicit Case(size_t lines) : file(std::make_unique<InputFile>(lines)) {}

  absl::StatusOr<std::string> Run() const {
    if (!file->status().ok()) return file->status();
    std::vector<std::string> command = Program::Command();
    command.push_back(file->path().string());
    return OutputOf(std::move(command));
  }
};

// Measures a program that reads a typical file of N lines from the page cache into a table, from its start to its end:
// with all semantics, and node's dotenv, which has no references. Node's own start is the greater part of 1000 lines.
// Does not measure: a disk. What a program allocates is not seen.
const int kProcess = pawl::ForEachImpl<Programs>(
    "env_file/Process", "lines", {1000, 1000000}, []<typename Program>(size_t lines) { return Case<Program>(lines); },
    [](benchmark::State& state, auto& input) {
      for (auto _ : state) {
        const absl::StatusOr<std::string> output = input.Run();
        if (!output.ok()) return state.SkipWithError(output.status().ToString());
        benchmark::DoNotOptimize(output->size());
      }
    },
    [](auto& input) {
      const absl::StatusOr<std::string> output = input.Run();
      return output.ok() ? *output : output.status().ToString();
    },
    pawl::JudgedBy::kWallTime);

}  // namespace
