#include <malloc.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "benchmark/benchmark.h"
#include "impls/buffer_assembly/impls.h"
#include "tools/perf/for_each_impl.h"

namespace {

// glibc moves these two thresholds by what a process has freed so far: an 8 MiB baseline assembly took 2.3 ms in a
// fresh process and 0.6 ms in one that had freed a larger block before. Setting them switches that off, so a case
// measures itself and not what ran before it. 1 MiB is far from what the gated cases hold, 128 KiB and 8 MiB: at
// glibc's initial 128 KiB the small one sat on the edge of giving its heap back, in some processes and not in others.
constexpr int kThresholdBytes = 1 << 20;
// A sanitizer's allocator has no such thresholds and refuses; what it runs is never measured.
[[maybe_unused]] const bool kThresholdsFixed =
    mallopt(M_MMAP_THRESHOLD, kThresholdBytes) == 1 && mallopt(M_TRIM_THRESHOLD, kThresholdBytes) == 1;

using buffer_assembly::Buffer;
using buffer_assembly::Impls;
namespace corpus = buffer_assembly::corpus;

// One for each stream that is being received, and one for each that was.
const int kAssemblerSize = pawl::RecordSizeof<buffer_assembly::Optimized>("buffer_assembly/Assembler/impl:optimized");
const int kBufferSize = pawl::RecordSizeof<buffer_assembly::Buffer>("buffer_assembly/Buffer");

template <typename Impl>
struct Case {
  std::vector<std::string_view> chunks;
  std::optional<size_t> declared_bytes;

  absl::StatusOr<Buffer> Assemble() const {
    Impl assembler(declared_bytes);
    for (const std::string_view chunk : chunks) {
      if (absl::Status status = assembler.Append(chunk); !status.ok()) return status;
    }
    return assembler.Finish();
  }
};

constexpr auto kMeasure = [](benchmark::State& state, auto& input) {
  for (auto _ : state) {
    const absl::StatusOr<Buffer> buffer = input.Assemble();
    if (!buffer.ok()) return state.SkipWithError(std::string(buffer.status().message()));
    benchmark::DoNotOptimize(buffer->data());
    benchmark::ClobberMemory();
  }
};

constexpr auto kAnswer = [](auto& input) {
  const absl::StatusOr<Buffer> buffer = input.Assemble();
  if (!buffer.ok()) return buffer.status().ToString();
  return std::to_string(buffer->size()) + " bytes, digest " + std::to_string(corpus::Digest(buffer->view()));
};

// Measures assembling a stream of N chunks of 4 KiB, whose size was declared, and freeing the result.
// Does not measure: reading the chunks from anywhere (they lie in a warm window of 1 MiB), using the result, or an
// allocator that has learnt to keep freed memory.
const int kKnownSize = pawl::ForEachImpl<Impls>(
    "buffer_assembly/KnownSize", "chunks", {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384},
    []<typename Impl>(size_t count) { return Case<Impl>{corpus::FixedChunks(count), count * corpus::kChunkBytes}; },
    kMeasure, kAnswer);

// Measures the same assembly when no size was declared, and freeing the result.
// Does not measure: uneven chunk sizes (the test has those), or a stream that fails half-way.
const int kUnknownSize = pawl::ForEachImpl<Impls>(
    "buffer_assembly/UnknownSize", "chunks", {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384},
    []<typename Impl>(size_t count) { return Case<Impl>{corpus::FixedChunks(count), std::nullopt}; }, kMeasure,
    kAnswer);

}  // namespace
