#include <malloc.h>
#include <sys/mman.h>

#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/cord.h"
#include "benchmark/benchmark.h"
#include "impls/buffer_assembly/impls.h"
#include "tools/perf/for_each_impl.h"

// Streams of 1, 64 and 512 MiB in chunks of 4 KiB, of 64 KiB and of lognormal sizes, into memory that is new each time
// (cold) or an earlier result's (warm).
namespace {

// glibc's initial thresholds, which it otherwise raises by what was freed: a cold result is a new mapping each time. A
// sanitizer's allocator has none and refuses; what it runs is never measured.
constexpr int kThresholdBytes = 128 << 10;
[[maybe_unused]] const bool kThresholdsFixed =
    mallopt(M_MMAP_THRESHOLD, kThresholdBytes) == 1 && mallopt(M_TRIM_THRESHOLD, kThresholdBytes) == 1;

using buffer_assembly::Baseline;
using buffer_assembly::Buffer;
using buffer_assembly::Optimized;
namespace corpus = buffer_assembly::corpus;

// The limit, not an implementation: it is told the size of every stream, checks nothing and copies each byte once. New
// memory lies on huge pages, where a page fault is worth 512 small ones.
class Memcpy {
 public:
  static constexpr std::string_view kName = "memcpy";

  explicit Memcpy(std::optional<size_t> total_bytes, Buffer used = Buffer())
      : room_(used.size() == 0 ? NewMemory(*total_bytes) : std::move(used)) {}

  absl::Status Append(std::string_view chunk) {
    std::memcpy(room_.data() + received_bytes_, chunk.data(), chunk.size());
    received_bytes_ += chunk.size();
    return absl::OkStatus();
  }
  absl::StatusOr<Buffer> Finish() { return std::move(room_); }

 private:
  static Buffer NewMemory(size_t bytes) {
    constexpr size_t kHugePageBytes = size_t{2} << 20;
    if (bytes < kHugePageBytes) return Buffer(static_cast<char*>(std::malloc(bytes)), bytes);
    void* const data = std::aligned_alloc(kHugePageBytes, bytes);
    madvise(data, bytes, MADV_HUGEPAGE);
    return Buffer(static_cast<char*>(data), bytes);
  }

  Buffer room_;
  size_t received_bytes_ = 0;
};

// Abseil's rope, for those who can do without contiguous bytes. It copies each chunk into nodes of up to 4 KiB.
class CordCopy {
 public:
  static constexpr std::string_view kName = "absl_cord";

  explicit CordCopy(std::optional<size_t>) {}

  absl::Status Append(std::string_view chunk) {
    cord_.Append(absl::string_view(chunk.data(), chunk.size()));  // Debian's is not std::string_view
    return absl::OkStatus();
  }
  absl::StatusOr<absl::Cord> Finish() { return std::move(cord_); }

 private:
  absl::Cord cord_;
};

std::vector<std::string_view> Chunks(std::string_view stream, size_t total_bytes) {
  if (stream.ends_with("_by_4KiB")) return corpus::FixedChunks(total_bytes / 4096, 4096);
  if (stream.ends_with("_by_64KiB")) return corpus::FixedChunks(total_bytes / 65536, 65536);
  return corpus::LognormalStream(1, total_bytes);
}

template <typename Impl>
struct Stream {
  std::vector<std::string_view> chunks;
  std::optional<size_t> declared_bytes;
  Buffer earlier;  // The result of the iteration before; only the warm cases use it.

  auto Assemble(auto... used) const {
    Impl assembler(declared_bytes, std::move(used)...);
    for (const std::string_view chunk : chunks) {
      if (absl::Status status = assembler.Append(chunk); !status.ok()) return decltype(assembler.Finish())(status);
    }
    return assembler.Finish();
  }
};

template <typename Impl>
Stream<Impl> Make(std::string_view stream, bool declared) {
  const size_t total_bytes = static_cast<size_t>(std::stoul(std::string(stream))) << 20;
  declared |= std::is_same_v<Impl, Memcpy>;
  return {Chunks(stream, total_bytes), declared ? std::optional(total_bytes) : std::nullopt, Buffer()};
}

constexpr auto kKnown = []<typename Impl>(std::string_view stream) { return Make<Impl>(stream, true); };
constexpr auto kUnknown = []<typename Impl>(std::string_view stream) { return Make<Impl>(stream, false); };

constexpr auto kCold = [](benchmark::State& state, auto& input) {
  for (auto _ : state) {
    auto assembled = input.Assemble();
    if (!assembled.ok()) return state.SkipWithError(std::string(assembled.status().message()));
    benchmark::DoNotOptimize(assembled->size());
    benchmark::ClobberMemory();
  }
};

constexpr auto kWarm = [](benchmark::State& state, auto& input) {
  if (input.earlier.size() == 0) {
    absl::StatusOr<Buffer> first = input.Assemble();
    if (!first.ok()) return state.SkipWithError(std::string(first.status().message()));
    input.earlier = *std::move(first);
  }
  for (auto _ : state) {
    absl::StatusOr<Buffer> assembled = input.Assemble(std::move(input.earlier));
    if (!assembled.ok()) return state.SkipWithError(std::string(assembled.status().message()));
    input.earlier = *std::move(assembled);
    benchmark::DoNotOptimize(input.earlier.data());
    benchmark::ClobberMemory();
  }
};

std::string Digest(const Buffer& bytes) { return std::to_string(corpus::Digest(bytes.view())); }
std::string Digest(const absl::Cord& cord) { return std::to_string(corpus::Digest(std::string(cord))); }

constexpr auto kAnswer = [](auto& input) {
  auto assembled = input.Assemble();
  if (!assembled.ok()) return assembled.status().ToString();
  return std::to_string(assembled->size()) + " bytes, digest " + Digest(*assembled);
};

using Cold = impls::ImplList<Baseline, Optimized, Memcpy, CordCopy>;
using Warm = impls::ImplList<Baseline, Optimized, Memcpy>;

constexpr auto ForEachStream = []<typename Impls>(Impls, const std::string& operation, auto make, auto measure) {
  return pawl::ForEachImpl<Impls, std::string_view>(
      operation, "stream",
      {"1MiB_by_4KiB", "1MiB_by_64KiB", "1MiB_lognormal", "64MiB_by_4KiB", "64MiB_by_64KiB", "64MiB_lognormal",
       "512MiB_by_4KiB", "512MiB_by_64KiB", "512MiB_lognormal"},
      make, measure, kAnswer);
};

// Measure assembling a stream whose size was declared, or was not, into new memory, and freeing the result.
// Do not measure: reading the chunks from anywhere (they lie in a warm window of 1 or 5 MiB) or using the result.
const int kKnownCold = ForEachStream(Cold(), "buffer_assembly/KnownCold", kKnown, kCold);
const int kUnknownCold = ForEachStream(Cold(), "buffer_assembly/UnknownCold", kUnknown, kCold);

// Measure the same into the memory of the result before, as a program does that keeps its buffers.
const int kKnownWarm = ForEachStream(Warm(), "buffer_assembly/KnownWarm", kKnown, kWarm);
const int kUnknownWarm = ForEachStream(Warm(), "buffer_assembly/UnknownWarm", kUnknown, kWarm);

}  // namespace
