#include "tools/runner/heaptrack_probe.h"

#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/model/metric.h"
#include "tools/runner/calibration.h"
#include "tools/runner/child.h"
#include "tools/runner/folded_stacks.h"
#include "tools/runner/heaptrack_tool.h"
#include "tools/runner/worker_environment.h"
#include "tools/worker/protocol.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;
using Fields = std::vector<std::string>;

constexpr std::string_view kInstrument = "heaptrack";
constexpr char kPeakNote[] =
    "of the whole process when its heap was largest, fixture, start-up and libraries included; not per iteration";

// A request that no worker knows, which each of them quotes in its answer.
constexpr size_t kControlLength = 9973;  // sizes up to some thousand are those of many a list
constexpr std::string_view kControlQuote = "unknown request: ";
constexpr int64_t kControlBytes = kControlLength + kControlQuote.size() + 1;

// A folder that goes with everything in it: raw data may be large, and nobody needs it twice.
class Folder {
 public:
  explicit Folder(fs::path path) : path_(std::move(path)) {
    std::error_code error;  // whoever writes into it says that it is not there
    fs::create_directory(path_, error);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code error;
    fs::remove_all(path_, error);
  }

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

template <typename Number>
bool Parse(const std::string& text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

struct Ran {
  int64_t iterations = 0;
  double time_ns = 0;
};

// A worker under heaptrack.
class WatchedWorker {
 public:
  WatchedWorker(Child child, std::chrono::milliseconds timeout) : child_(std::move(child)), timeout_(timeout) {}

  // Reads the greeting; whether a sanitizer owns the worker's allocator.
  absl::StatusOr<bool> Sanitized() {
    const absl::StatusOr<Fields> hello = Read("hello", 2);
    if (!hello.ok()) return hello.status();
    int version = 0;
    if (!Parse((*hello)[1], version) || version < kOldestProtocolVersion || version > kProtocolVersion) {
      return absl::AbortedError(fmt::format("the worker speaks protocol \"{}\", this runner {} to {}: rebuild it",
                                            (*hello)[1], kOldestProtocolVersion, kProtocolVersion));
    }
    bool sanitized = false;
    for (const std::string& fact : *hello) sanitized |= fact == "sanitized=yes";
    return sanitized;
  }

  absl::StatusOr<size_t> IndexOf(const std::string& case_name) {
    if (absl::Status status = child_.Write(FormatLine({"list"})); !status.ok()) return status;
    std::optional<size_t> index;
    for (size_t i = 0;; ++i) {
      const absl::StatusOr<Fields> line = Read("", 1);
      if (!line.ok()) return line.status();
      if ((*line)[0] == "end") break;
      if ((*line)[0] == "sizeof") continue;  // they stand after all cases
      if ((*line)[0] != "case" || line->size() < 3) return Garbled(*line);
      if ((*line)[2] == case_name) index = i;
    }
    if (!index) return absl::NotFoundError("the benchmark binary has no case of this name");
    return *index;
  }

  absl::StatusOr<Ran> Run(size_t index, int64_t iterations) {
    const Fields request = {"run", std::to_string(index), std::to_string(iterations), "0", "0"};
    if (absl::Status status = child_.Write(FormatLine(request)); !status.ok()) return status;
    const absl::StatusOr<Fields> slice = Read("slice", 3);
    if (!slice.ok()) return slice.status();
    Ran ran;
    if (!Parse((*slice)[1], ran.iterations) || !Parse((*slice)[2], ran.time_ns)) return Garbled(*slice);
    return ran;
  }

  // Makes it allocate kControlBytes, and lets it end.
  absl::Status End() {
    if (absl::Status status = child_.Write(std::string(kControlLength, 'c') + "\n"); !status.ok()) return status;
    if (absl::StatusOr<std::string> quote = child_.ReadLine(timeout_); !quote.ok()) return quote.status();
    if (absl::Status status = child_.Write(FormatLine({"quit"})); !status.ok()) return status;
    return child_.Finish(timeout_);
  }

 private:
  // A response that starts with `expected` (any if empty) and has `size` fields or more.
  absl::StatusOr<Fields> Read(std::string_view expected, size_t size) {
    const absl::StatusOr<std::string> line = child_.ReadLine(timeout_);
    if (!line.ok()) return line.status();
    Fields fields = ParseLine(*line);
    if (fields[0] == "failed") {
      return absl::FailedPreconditionError(fields.size() > 1 ? fields[1] : "no reason given");
    }
    if ((!expected.empty() && fields[0] != expected) || fields.size() < size) return Garbled(fields);
    return fields;
  }

  static absl::Status Garbled(const Fields& response) {
    return absl::AbortedError(
        fmt::format("the worker answered with text that is no response: \"{}\"", fmt::join(response, " ")));
  }

  Child child_;
  std::chrono::milliseconds timeout_;
};

// What one process did.
struct Recording {
  int64_t iterations = 0;
  int64_t n = 0;      // how many a process of this case should run
  bool seen = false;  // heaptrack was in it
};

class HeaptrackProbe : public Profiler {
 public:
  explicit HeaptrackProbe(HeaptrackOptions options)
      : options_(std::move(options)), timeout_(std::chrono::seconds(options_.timeout_s)) {}

  std::string_view Instrument() const override { return kInstrument; }

  absl::StatusOr<CaseProfiles> Run(const std::string& case_name) override {
    const Folder folder(options_.scratch / "heaptrack");
    const absl::StatusOr<HeaptrackTool> tool = FindHeaptrack(options_.search_path, folder.path(), timeout_);
    if (absl::IsNotFound(tool.status())) return Missing(case_name, std::string(tool.status().message()));
    if (!tool.ok()) return tool.status();
    const absl::StatusOr<bool> sanitized = Sanitized(folder.path());
    if (!sanitized.ok()) return sanitized.status();
    if (*sanitized) {
      return Missing(case_name,
                     "a sanitizer owns the allocator of this build: build it without --config=asan, ubsan or tsan");
    }
    std::vector<Recording> recordings;
    std::vector<HeapStacks> stacks;
    for (int factor : {1, 2}) {
      const Folder process(folder.path() / std::to_string(factor));
      const int64_t n = recordings.empty() ? 0 : recordings.front().n;
      const absl::StatusOr<Recording> recording = Record(*tool, case_name, factor * n, process.path());
      if (!recording.ok()) return recording.status();
      if (!recording->seen) {
        return Missing(case_name,
                       "heaptrack could not be preloaded (a static binary, or LD_PRELOAD is refused here): "
                       "link the benchmark dynamically");
      }
      recordings.push_back(*recording);
      absl::StatusOr<HeapStacks> read = ReadHeapStacks(*tool, process.path() / "raw", kControlBytes, timeout_);
      if (!read.ok()) return read.status();
      stacks.push_back(*std::move(read));
    }
    const int64_t added = recordings[1].iterations - recordings[0].iterations;
    if (added <= 0) {
      return Missing(case_name,
                     "the case fixes its own number of iterations, so nothing can be said of one of them: "
                     "remove its ->Iterations()");
    }
    return Profiles(case_name, tool->version, stacks[0], stacks[1], added);
  }

 private:
  static CaseProfiles Missing(const std::string& case_name, std::string reason) {
    return {.profiles = {}, .missing = {{case_name, std::string(kInstrument), std::move(reason)}}};
  }

  static CaseProfiles Profiles(const std::string& case_name, const std::string& version, const HeapStacks& fewer,
                               const HeapStacks& more, int64_t added) {
    CaseProfiles profiles;
    for (const auto& [metric, stacks] : more) {
      Profile profile{.case_name = case_name, .metric = metric, .instrument = version, .stacks = {}, .note = ""};
      const bool whole_process = metric == kPeakBytes;
      profile.stacks = whole_process ? CostPerStack(stacks) : SlopePerStack(fewer.at(metric), stacks, added);
      if (whole_process) profile.note = kPeakNote;
      for (const StackCost& stack : profile.stacks) profile.total += stack.cost;
      profiles.profiles.push_back(std::move(profile));
    }
    return profiles;
  }

  absl::StatusOr<Child> StartWorker(const fs::path& folder, const std::vector<std::string>& environment) const {
    Child::Command command;
    command.argv = {fs::absolute(options_.binary).string(), kWorkerFlag};
    command.name = "the worker under heaptrack";
    command.log = folder / "worker.log";
    command.extra_environment = WorkerEnvironment(options_.scratch);
    command.extra_environment.insert(command.extra_environment.end(), environment.begin(), environment.end());
    return Child::Start(command);
  }

  // Asked without heaptrack, beside which a sanitizer does not even start.
  absl::StatusOr<bool> Sanitized(const fs::path& folder) const {
    absl::StatusOr<Child> child = StartWorker(folder, {});
    if (!child.ok()) return child.status();
    return WatchedWorker(*std::move(child), timeout_).Sanitized();
  }

  // One process that runs the case for `iterations`, or, if they are 0, for as many as its time suggests.
  absl::StatusOr<Recording> Record(const HeaptrackTool& tool, const std::string& case_name, int64_t iterations,
                                   const fs::path& folder) const {
    const fs::path raw = folder / "raw";
    absl::StatusOr<Child> child =
        StartWorker(folder, {"LD_PRELOAD=" + tool.preload.string(), "DUMP_HEAPTRACK_OUTPUT=" + raw.string()});
    if (!child.ok()) return child.status();
    WatchedWorker worker(*std::move(child), timeout_);
    if (absl::Status status = worker.Sanitized().status(); !status.ok()) return status;
    const absl::StatusOr<size_t> index = worker.IndexOf(case_name);
    if (!index.ok()) return index.status();
    if (const auto built = worker.Run(*index, 1); !built.ok()) return built.status();  // the fixture
    const absl::StatusOr<Ran> one = worker.Run(*index, 1);
    if (!one.ok()) return one.status();
    Recording recording;
    recording.n = one->time_ns > kOwnSliceIterationNs ? 1 : kCountedIterations;
    const absl::StatusOr<Ran> ran = worker.Run(*index, iterations == 0 ? recording.n : iterations);
    if (!ran.ok()) return ran.status();
    recording.iterations = ran->iterations;
    if (absl::Status status = worker.End(); !status.ok()) return status;
    std::error_code error;
    recording.seen = fs::exists(raw, error);
    return recording;
  }

  HeaptrackOptions options_;
  std::chrono::milliseconds timeout_;
};

}  // namespace

std::unique_ptr<Profiler> NewHeaptrackProbe(HeaptrackOptions options) {
  return std::make_unique<HeaptrackProbe>(std::move(options));
}

}  // namespace pawl
