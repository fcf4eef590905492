#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "benches/random_file.h"
#include "benchmark/benchmark.h"
#include "impls/buffer_assembly/impls.h"
#include "impls/chunk_reader/impls.h"
#include "impls/impl_list.h"
#include "impls/memory_pressure/impls.h"
#include "tools/perf/for_each_impl.h"

namespace {

using memory_pressure::CompiledOut;
using memory_pressure::Level;
using memory_pressure::Monitor;

// Streams are also measured without any check: what checking costs is the difference.
using WithAndWithout = impls::ImplList<memory_pressure::Baseline, memory_pressure::Optimized, CompiledOut>;

const int kCheckerSize = pawl::RecordSizeof<memory_pressure::Optimized>("memory_pressure/Checker/impl:optimized");

// Each sample reads the real /proc/self/statm, with a limit that is never near. Nothing else of this machine is there:
// in a container that is nearly full, samples would be more and dearer. Limits are not read again, which is due 10
// times a second and by the clock, so that counts would differ from run to run.
std::unique_ptr<Monitor> MakeMonitor() {
  const auto root = memory_pressure::corpus::MadeUpRoot::Make().value();  // may go once its files are open
  std::filesystem::create_symlink("/proc/self/statm", root.path() / "proc/self/statm");
  memory_pressure::Options options;
  options.root = root.path();
  options.process_limit_bytes = uint64_t{1} << 50;
  options.refresh = std::chrono::hours(24);
  return Monitor::Make(options).value();
}

template <typename Checker>
struct Checked {
  std::unique_ptr<Monitor> monitor = MakeMonitor();
  std::unique_ptr<Checker> checker = std::make_unique<Checker>(*monitor);

  Checked() { checker->OnChunk(1); }  // a first sample does more than others
};

// One call takes 1 ns, which is no time that can be told from none.
constexpr int64_t kCallsPerIteration = 100;

// Measures announcing 100 chunks of N bytes, samples included.
// Does not measure: taking it, a level that changes, or several streams at once.
const int kOnChunk = pawl::ForEachImpl<memory_pressure::Impls>(
    "memory_pressure/OnChunk", "bytes", {4096, 65'536, 1 << 20},
    []<typename Impl>(int64_t bytes) { return std::pair(Checked<Impl>(), bytes); },
    [](benchmark::State& state, auto& fixture) {
      auto& [checked, bytes] = fixture;
      const uint64_t samples_before = checked.monitor->reading().samples;
      for (auto _ : state) {
        for (int64_t i = 0; i < kCallsPerIteration; ++i) {
          benchmark::DoNotOptimize(checked.checker->OnChunk(static_cast<uint64_t>(bytes)));
          benchmark::ClobberMemory();
        }
      }
      const int64_t chunks = state.iterations() * kCallsPerIteration;
      state.SetItemsProcessed(chunks);
      const uint64_t samples = checked.monitor->reading().samples - samples_before;
      state.counters["samples_per_1000_chunks"] = 1000.0 * static_cast<double>(samples) / static_cast<double>(chunks);
    },
    [](auto& fixture) { return Name(fixture.first.checker->OnChunk(1)); });

// The streams that are measured below.
constexpr int64_t kFileBytes = 8 << 20;
constexpr uint64_t kReadBytes = 64 << 10;
constexpr int64_t kAssembledChunks = 1024;

struct Announcements {
  uint64_t count = 0;
  uint64_t chunk_bytes = 0;

  explicit Announcements(std::string_view stream) {
    if (stream == "assembly") {
      count = kAssembledChunks;
      chunk_bytes = buffer_assembly::corpus::kChunkBytes;
    } else {
      count = kFileBytes / kReadBytes + 1;  // the end, too, is a chunk until it is read
      chunk_bytes = kReadBytes;
    }
  }
};

// Measures announcing all chunks of a stream and taking none: what its checks are by themselves.
// Does not measure: what a sample costs between copies, which drive the kernel's data out of the caches (see
// memory_pressure/ReadFile).
const int kAnnounce = pawl::ForEachImpl<memory_pressure::Impls>(
    "memory_pressure/Announce", "stream", {"file", "assembly"},
    []<typename Impl>(std::string_view stream) { return std::pair(Checked<Impl>(), Announcements(stream)); },
    [](benchmark::State& state, auto& fixture) {
      auto& [checked, stream] = fixture;
      for (auto _ : state) {
        for (uint64_t i = 0; i < stream.count; ++i) {
          benchmark::DoNotOptimize(checked.checker->OnChunk(stream.chunk_bytes));
          benchmark::ClobberMemory();
        }
      }
      state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(stream.count));
    },
    [](auto& fixture) { return Name(fixture.first.checker->OnChunk(1)); });

// What a tracker's users would add to if they had one counter in common.
class SharedCounter {
 public:
  static constexpr std::string_view kName = "baseline";

  void Add(int64_t bytes) { bytes_.fetch_add(bytes, std::memory_order_relaxed); }
  int64_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

 private:
  std::atomic<int64_t> bytes_ = 0;
};

class TrackerUser {
 public:
  static constexpr std::string_view kName = "optimized";

  void Add(int64_t bytes) { user_.Add(bytes); }
  int64_t bytes() const { return user_.bytes(); }

 private:
  std::unique_ptr<memory_pressure::Tracker> tracker_ = std::make_unique<memory_pressure::Tracker>();
  memory_pressure::Tracker::User user_ = tracker_->Join("benchmark");
};

// Measures telling a tracker of N bytes that are held, and that they are no longer, 100 times.
// Does not measure: several threads, beside which the counter in common gets dearer, or reading the total.
const int kTrack = pawl::ForEachImpl<impls::ImplList<SharedCounter, TrackerUser>>(
    "memory_pressure/Track", "bytes", {4096},
    []<typename Impl>(int64_t bytes) { return std::pair(std::make_unique<Impl>(), bytes); },
    [](benchmark::State& state, auto& fixture) {
      auto& [account, bytes] = fixture;
      for (auto _ : state) {
        for (int64_t i = 0; i < kCallsPerIteration; ++i) {
          account->Add(bytes);
          benchmark::ClobberMemory();
          account->Add(-bytes);
          benchmark::ClobberMemory();
        }
      }
      state.SetItemsProcessed(2 * kCallsPerIteration * state.iterations());
    },
    [](auto& fixture) {
      fixture.first->Add(fixture.second);
      const std::string held = std::to_string(fixture.first->bytes());
      fixture.first->Add(-fixture.second);
      return held + " bytes, then " + std::to_string(fixture.first->bytes());
    });

// A file that lies in the page cache, read in chunks of 64 KiB, each of which is announced first.
template <typename Checker>
struct FileStream {
  Checked<Checker> checked;
  chunk_reader::Baseline reader;
  absl::StatusOr<std::filesystem::path> path;

  explicit FileStream(int64_t size_bytes) : path(benches::RandomFile(static_cast<size_t>(size_bytes))) {}

  // The bytes read, fewer if memory became critical.
  absl::StatusOr<uint64_t> Run() {
    if (!path.ok()) return path.status();
    if (absl::Status status = reader.Open(*path); !status.ok()) return status;
    while (checked.checker->OnChunk(kReadBytes) != Level::kCritical) {
      const absl::StatusOr<std::string_view> chunk = reader.Next();
      if (!chunk.ok()) return chunk.status();
      if (chunk->empty()) break;
      benchmark::DoNotOptimize(chunk->data());
      benchmark::ClobberMemory();
    }
    return reader.read_bytes();
  }
};

// Chunks of 4 KiB assembled into one buffer, each of which is announced first.
template <typename Checker>
struct AssemblyStream {
  Checked<Checker> checked;
  std::vector<std::string_view> chunks;

  explicit AssemblyStream(int64_t count) : chunks(buffer_assembly::corpus::FixedChunks(static_cast<size_t>(count))) {}

  absl::StatusOr<uint64_t> Run() {
    buffer_assembly::Optimized assembler(chunks.size() * buffer_assembly::corpus::kChunkBytes);
    for (const std::string_view chunk : chunks) {
      if (checked.checker->OnChunk(chunk.size()) == Level::kCritical) break;
      if (absl::Status status = assembler.Append(chunk); !status.ok()) return status;
    }
    const absl::StatusOr<buffer_assembly::Buffer> buffer = assembler.TakeReceived();
    if (!buffer.ok()) return buffer.status();
    benchmark::DoNotOptimize(buffer->data());
    benchmark::ClobberMemory();
    return buffer->size();
  }
};

constexpr auto kRun = [](benchmark::State& state, auto& stream) {
  for (auto _ : state) {
    const absl::StatusOr<uint64_t> bytes = stream.Run();
    if (!bytes.ok()) return state.SkipWithError(std::string(bytes.status().message()));
  }
};

constexpr auto kAnswer = [](auto& stream) {
  const absl::StatusOr<uint64_t> bytes = stream.Run();
  return bytes.ok() ? std::to_string(*bytes) + " bytes" : bytes.status().ToString();
};

// Measures reading a file of N bytes in chunks of 64 KiB with a check before each.
// Does not measure: work on the chunks, beside which checking would be less.
const int kReadFile = pawl::ForEachImpl<WithAndWithout>(
    "memory_pressure/ReadFile", "bytes", {kFileBytes},
    []<typename Impl>(int64_t size_bytes) { return FileStream<Impl>(size_bytes); }, kRun, kAnswer);

// Measures assembling N chunks of 4 KiB, whose size was declared, with a check before each.
// Does not measure: reading the chunks from anywhere.
const int kAssemble = pawl::ForEachImpl<WithAndWithout>(
    "memory_pressure/Assemble", "chunks", {kAssembledChunks},
    []<typename Impl>(int64_t count) { return AssemblyStream<Impl>(count); }, kRun, kAnswer);

}  // namespace
