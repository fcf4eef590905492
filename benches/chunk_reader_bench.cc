#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "benches/random_file.h"
#include "benchmark/benchmark.h"
#include "impls/chunk_reader/impls.h"
#include "tools/perf/for_each_impl.h"

namespace {

using chunk_reader::Impls;
namespace corpus = chunk_reader::corpus;
namespace fs = std::filesystem;

// One for each stream that is being read.
const int kBaselineSize = pawl::RecordSizeof<chunk_reader::Baseline>("chunk_reader/Reader/impl:baseline");
const int kOptimizedSize = pawl::RecordSizeof<chunk_reader::Optimized>("chunk_reader/Reader/impl:optimized");
const int kTunedSize = pawl::RecordSizeof<chunk_reader::Tuned>("chunk_reader/Reader/impl:tuned");

// A reader and the file that it reads again and again.
template <typename Impl>
struct Case {
  Impl reader;
  absl::StatusOr<fs::path> path;

  explicit Case(int64_t size_bytes) : path(benches::RandomFile(static_cast<size_t>(size_bytes))) {}
};

// Reads the whole file and gives each chunk to `use`.
template <typename Impl, typename Use>
absl::Status ReadOnce(Impl& reader, const fs::path& path, Use use) {
  if (absl::Status status = reader.Open(path); !status.ok()) return status;
  while (true) {
    const absl::StatusOr<std::string_view> chunk = reader.Next();
    if (!chunk.ok()) return chunk.status();
    if (chunk->empty()) return absl::OkStatus();
    use(*chunk);
  }
}

constexpr auto kLeaveAlone = [](std::string_view chunk) {
  benchmark::DoNotOptimize(chunk.data());
  benchmark::ClobberMemory();
};

constexpr auto kSumWords = [](std::string_view chunk) {
  uint64_t sum = 0;
  for (size_t i = 0; i + sizeof sum <= chunk.size(); i += sizeof sum) {
    uint64_t word = 0;
    std::memcpy(&word, chunk.data() + i, sizeof word);
    sum += word;
  }
  benchmark::DoNotOptimize(sum);
};

constexpr auto kMake = []<typename Impl>(int64_t size_bytes) { return Case<Impl>(size_bytes); };

// Sets the counter system_calls_per_file: open, fstat, reads, advice, close.
template <typename Use>
auto Measure(Use use) {
  return [use](benchmark::State& state, auto& input) {
    if (!input.path.ok()) return state.SkipWithError(std::string(input.path.status().message()));
    const uint64_t system_calls_before = input.reader.system_calls();
    for (auto _ : state) {
      if (absl::Status status = ReadOnce(input.reader, *input.path, use); !status.ok()) {
        return state.SkipWithError(std::string(status.message()));
      }
    }
    const uint64_t system_calls = input.reader.system_calls() - system_calls_before;
    state.counters["system_calls_per_file"] =
        static_cast<double>(system_calls) / static_cast<double>(state.iterations());
  };
}

constexpr auto kAnswer = [](auto& input) {
  if (!input.path.ok()) return input.path.status().ToString();
  corpus::Digest digest;
  const absl::Status status =
      ReadOnce(input.reader, *input.path, [&digest](std::string_view chunk) { digest.Add(chunk); });
  if (!status.ok()) return status.ToString();
  return std::to_string(input.reader.read_bytes()) + " bytes, digest " + std::to_string(digest.value());
};

// Measures opening a file of N bytes that lies in the page cache, reading it to its end and closing it, with a reader
// whose buffer is warm. The chunks are not looked at: this is what reading costs beside its use.
// Does not measure: a disk, the first file of a reader (it allocates its buffer then), or what the chunks' size does to
// the caches of who uses them (see chunk_reader/SumFile). Nor pipes and sockets: their price is the writer's.
const int kReadFile = pawl::ForEachImpl<Impls>("chunk_reader/ReadFile", "bytes",
                                               {0, 1000, 16'384, 49'152, 65'536, 262'144, 1 << 20, 8 << 20, 32 << 20},
                                               kMake, Measure(kLeaveAlone), kAnswer);

// Measures the same with every word of every chunk added up, so that a chunk too large for the caches costs what it
// costs in a program.
// Does not measure: real work on the bytes, beside which reading is less.
const int kSumFile = pawl::ForEachImpl<Impls>("chunk_reader/SumFile", "bytes", {49'152, 1 << 20, 8 << 20}, kMake,
                                              Measure(kSumWords), kAnswer);

// Measures one file with a reader that is made for it, its buffer included: what a program pays that reads one file now
// and then.
// Does not measure: the steady state (see chunk_reader/ReadFile).
const int kReadOnce = pawl::ForEachImpl<Impls>(
    "chunk_reader/ReadOnce", "bytes", {1000, 65'536, 1 << 20}, kMake,
    []<typename Impl>(benchmark::State& state, Case<Impl>& input) {
      if (!input.path.ok()) return state.SkipWithError(std::string(input.path.status().message()));
      for (auto _ : state) {
        Impl reader;
        if (absl::Status status = ReadOnce(reader, *input.path, kLeaveAlone); !status.ok()) {
          return state.SkipWithError(std::string(status.message()));
        }
      }
    },
    kAnswer);

}  // namespace
