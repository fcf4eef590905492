#include <cstdint>
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
#include "impls/buffer_assembly/impls.h"
#include "impls/chunk_reader/impls.h"
#include "impls/impl_list.h"
#include "impls/memory_pressure/impls.h"
#include "impls/random.h"
#include "impls/temp_dir.h"
#include "tools/perf/for_each_impl.h"

namespace {

using memory_pressure::CompiledOut;
using memory_pressure::Level;
using memory_pressure::Monitor;

// Streams are also measured without any check: what checking costs is the difference.
using WithAndWithout = impls::ImplList<memory_pressure::Baseline, memory_pressure::Optimized, CompiledOut>;

const int kCheckerSize = pawl::RecordSizeof<memory_pressure::Optimized>("memory_pressure/Checker/impl:optimized");

// Each sample reads the real /proc/self/statm, with a limit that is never near. Nothing else of this machine is there:
// in a container that is nearly full, samples would be more and dearer.
std::unique_ptr<Monitor> MakeMonitor() {
  const auto root = memory_pressure::corpus::MadeUpRoot::Make().value();  // may go once its files are open
  std::filesystem::create_symlink("/proc/self/statm", root.path() / "proc/self/statm");
  memory_pressure::Options options;
  options.root = root.path();
  options.process_limit_bytes = uint64_t{1} << 50;
  return Monitor::Make(options).value();
}

template <typename Checker>
struct Checked {
  std::unique_ptr<Monitor> monitor = MakeMonitor();
  std::unique_ptr<Checker> checker = std::make_unique<Checker>(*monitor);
};

// Measures announcing one chunk of N bytes, samples included.
// Does not measure: taking it, a level that changes, or several streams at once.
const int kOnChunk = pawl::ForEachImpl<memory_pressure::Impls>(
    "memory_pressure/OnChunk", "bytes", {4096, 65'536, 1 << 20},
    []<typename Impl>(int64_t bytes) { return std::pair(Checked<Impl>(), bytes); },
    [](benchmark::State& state, auto& fixture) {
      auto& [checked, bytes] = fixture;
      const uint64_t samples_before = checked.monitor->reading().samples;
      for (auto _ : state) {
        benchmark::DoNotOptimize(checked.checker->OnChunk(static_cast<uint64_t>(bytes)));
        benchmark::ClobberMemory();
      }
      const uint64_t samples = checked.monitor->reading().samples - samples_before;
      state.counters["samples_per_1000_chunks"] =
          1000.0 * static_cast<double>(samples) / static_cast<double>(state.iterations());
    },
    [](auto& fixture) { return Name(fixture.first.checker->OnChunk(1)); });

// A directory that all cases share and that ends with the process: where a file lies in memory moves its time by more
// than checking does, so all of them read the same one.
const absl::StatusOr<impls::TempDir>& SharedDirectory() {
  static const absl::StatusOr<impls::TempDir> directory = impls::TempDir::Make();
  return directory;
}

// A file that lies in the page cache, read in chunks of 64 KiB, each of which is announced first.
template <typename Checker>
struct FileStream {
  Checked<Checker> checked;
  chunk_reader::Baseline reader;
  std::filesystem::path path;
  absl::Status ready = SharedDirectory().status();

  explicit FileStream(int64_t size_bytes) {
    if (!ready.ok()) return;
    path = SharedDirectory()->path() / ("file." + std::to_string(size_bytes));
    std::error_code error;
    if (std::filesystem::exists(path, error)) return;
    ready = impls::WriteRandomFile(path, /*seed=*/1, static_cast<size_t>(size_bytes));
  }

  // The bytes read, fewer if memory became critical.
  absl::StatusOr<uint64_t> Run() {
    if (!ready.ok()) return ready;
    if (absl::Status status = reader.Open(path); !status.ok()) return status;
    while (checked.checker->OnChunk(uint64_t{64} << 10) != Level::kCritical) {
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
    "memory_pressure/ReadFile", "bytes", {8 << 20},
    []<typename Impl>(int64_t size_bytes) { return FileStream<Impl>(size_bytes); }, kRun, kAnswer);

// Measures assembling N chunks of 4 KiB, whose size was declared, with a check before each.
// Does not measure: reading the chunks from anywhere.
const int kAssemble = pawl::ForEachImpl<WithAndWithout>(
    "memory_pressure/Assemble", "chunks", {1024},
    []<typename Impl>(int64_t count) { return AssemblyStream<Impl>(count); }, kRun, kAnswer);

}  // namespace
