#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "benchmark/benchmark.h"
#include "impls/sample_table/impls.h"
#include "impls/sample_table/movie.h"
#include "tools/perf/for_each_impl.h"

namespace {

using sample_table::Baseline;
using sample_table::Impls;
using sample_table::Sample;
using sample_table::Succinct;
namespace corpus = sample_table::corpus;

const int kBaselineSize = pawl::RecordSizeof<Baseline>("sample_table/Object/impl:baseline");
const int kSuccinctSize = pawl::RecordSizeof<Succinct>("sample_table/Object/impl:succinct");

// Look-ups in one iteration, so that the loop around them costs nothing.
constexpr size_t kBatch = 1024;
constexpr size_t kQueries = size_t{1} << 20;

// Of every field, so that none can be left out.
uint64_t Fold(const Sample& sample) {
  return sample.offset + sample.size + sample.duration + sample.dts + static_cast<uint64_t>(sample.cts_offset) +
         (sample.sync ? 1 : 0);
}

// The same, but fields that are exchanged or samples out of order make another number.
uint64_t Checksum(uint64_t sum, const Sample& sample) {
  for (const uint64_t field : {sample.offset, uint64_t{sample.size}, uint64_t{sample.duration}, sample.dts,
                               static_cast<uint64_t>(sample.cts_offset), uint64_t{sample.sync}}) {
    sum = (sum ^ field) * 0x9e3779b97f4a7c15;
    sum ^= sum >> 29;
  }
  return sum;
}

// splitmix64
uint64_t NextRandom(uint64_t& state) {
  uint64_t z = state += 0x9e3779b97f4a7c15;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}

uint64_t Below(uint64_t random, uint64_t bound) {
  return static_cast<uint64_t>(static_cast<unsigned __int128>(random) * bound >> 64);
}

// A workload as a file, and what is asked of it.
struct Workload {
  corpus::File file;
  sample_table::Movie movie;  // borrows the file's bytes, whose address a move doesn't change
  uint64_t truth = 0;         // the oracle's checksum of all samples
  uint64_t time_truth = 0;    // and of what it says about `times`
  std::vector<uint32_t> samples;
  std::vector<uint64_t> times;

  const sample_table::Tables& tables() const { return movie.tracks[0].tables; }
};

Workload MakeWorkload(const corpus::Track& track) {
  Workload workload;
  workload.file = corpus::Mp4({track});
  workload.movie = sample_table::ReadMovie(workload.file.view(), workload.file.file_bytes).value();
  const std::vector<Sample> samples = corpus::Expand(track, workload.file.media_offset);
  for (const Sample& sample : samples) workload.truth = Checksum(workload.truth, sample);
  uint64_t random = 7;
  const uint64_t end = samples.back().dts + samples.back().duration;
  for (size_t i = 0; i < kQueries; ++i) {
    workload.samples.push_back(static_cast<uint32_t>(Below(NextRandom(random), samples.size())));
    workload.times.push_back(Below(NextRandom(random), end));
    const auto after = std::upper_bound(samples.begin(), samples.end(), workload.times.back(),
                                        [](uint64_t time, const Sample& sample) { return time < sample.dts; });
    workload.time_truth = workload.time_truth * 31 + static_cast<uint64_t>(after - samples.begin() - 1);
  }
  return workload;
}

// Made once in a process, on first use: all cases of a track share it.
const Workload& WorkloadOf(std::string_view track) {
  if (track == "aac_2h") {
    static const Workload workload = MakeWorkload(corpus::Aac2h());
    return workload;
  }
  if (track == "h264_2h60") {
    static const Workload workload = MakeWorkload(corpus::H264At60());
    return workload;
  }
  static const Workload workload = MakeWorkload(corpus::Vfr1M());
  return workload;
}

// A table, and whether it gives the oracle's answers.
template <typename Impl>
struct Case {
  const Workload* workload;
  Impl table;
  uint64_t by_number = 0, by_cursor = 0, by_time = 0;  // checksums of what it says
  size_t at = 0;                                       // of the queries
  uint64_t last = 0;                                   // answer, on which the next query depends

  explicit Case(std::string_view track) : workload(&WorkloadOf(track)), table(Impl::Build(workload->tables()).value()) {
    typename Impl::Cursor cursor(table, 0);
    for (uint32_t i = 0; i < table.size(); ++i) {
      by_number = Checksum(by_number, table.At(i));
      by_cursor = Checksum(by_cursor, cursor.Next());
    }
    for (const uint64_t time : workload->times) by_time = by_time * 31 + table.AtTime(time);
  }

  // The next kBatch numbers or times.
  template <typename Value>
  const Value* Batch(const std::vector<Value>& values) {
    at = (at + kBatch) % kQueries;
    return values.data() + at;
  }
};

// No time is taken of a table that answers wrongly, even where all of them agree.
template <typename Fixture>
bool IsTrue(benchmark::State& state, const Fixture& fixture) {
  const Workload& workload = *fixture.workload;
  if (fixture.by_number == workload.truth && fixture.by_cursor == workload.truth &&
      fixture.by_time == workload.time_truth) {
    return true;
  }
  state.SkipWithError("the table's answers differ from the oracle's");
  return false;
}

constexpr auto kMake = []<typename Impl>(std::string_view track) { return Case<Impl>(track); };

constexpr auto kAnswers = [](auto& fixture) {
  return std::to_string(fixture.by_number) + " by number, " + std::to_string(fixture.by_cursor) + " by cursor, " +
         std::to_string(fixture.by_time) + " by time";
};

template <typename Measured>
int Register(const std::string& operation, Measured measured) {
  return pawl::ForEachImpl<Impls>(
      "sample_table/" + operation, "track", {"aac_2h", "h264_2h60", "vfr_1m"}, kMake,
      [measured](benchmark::State& state, auto& fixture) {
        if (!IsTrue(state, fixture)) return;
        for (auto _ : state) measured(fixture);
      },
      kAnswers);
}

// Measures building a table from boxes in memory that have been checked, and giving it back; bytes_per_sample is all
// that the table holds. Does not measure: reading and checking the file.
const int kBuild = pawl::ForEachImpl<Impls>(
    "sample_table/Build", "track", {"aac_2h", "h264_2h60", "vfr_1m"}, kMake,
    [](benchmark::State& state, auto& fixture) {
      if (!IsTrue(state, fixture)) return;
      using Impl = decltype(fixture.table);
      for (auto _ : state) {
        auto table = Impl::Build(fixture.workload->tables());
        benchmark::DoNotOptimize(&table);
        benchmark::ClobberMemory();
      }
      state.counters["bytes_per_sample"] = static_cast<double>(fixture.table.footprint()) / fixture.table.size();
    },
    kAnswers);

// Measures 1024 look-ups by number, complete answers, none of which waits for another: throughput.
const int kRandomIndependent = Register("RandomIndependent", [](auto& fixture) {
  uint64_t sum = 0;
  const uint32_t* const samples = fixture.Batch(fixture.workload->samples);
  for (size_t i = 0; i < kBatch; ++i) sum += Fold(fixture.table.At(samples[i]));
  benchmark::DoNotOptimize(sum);
});

// Measures 1024 look-ups by number, each depending on the answer to the one before: latency, with a multiplication
// each.
const int kRandomDependent = Register("RandomDependent", [](auto& fixture) {
  uint64_t last = fixture.last;
  const uint64_t size = fixture.table.size();
  for (size_t i = 0; i < kBatch; ++i) {
    last = (last + i) * 0x9e3779b97f4a7c15;
    last += Fold(fixture.table.At(static_cast<uint32_t>(Below(last, size))));
  }
  fixture.last = last;
  benchmark::DoNotOptimize(last);
});

// Measures a cursor over the whole track.
const int kSequential = Register("Sequential", [](auto& fixture) {
  uint64_t sum = 0;
  typename decltype(fixture.table)::Cursor cursor(fixture.table, 0);
  for (uint32_t left = fixture.table.size(); left > 0; --left) sum += Fold(cursor.Next());
  benchmark::DoNotOptimize(sum);
});

// Measures 1024 look-ups by time, independent. The baseline's are std::upper_bound over its records.
const int kTimeToSample = Register("TimeToSample", [](auto& fixture) {
  uint64_t sum = 0;
  const uint64_t* const times = fixture.Batch(fixture.workload->times);
  for (size_t i = 0; i < kBatch; ++i) sum += fixture.table.AtTime(times[i]);
  benchmark::DoNotOptimize(sum);
});

}  // namespace
