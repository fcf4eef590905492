#ifndef PAWL_BENCHES_SAMPLE_TABLE_CASE_H_
#define PAWL_BENCHES_SAMPLE_TABLE_CASE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "benches/sample_table_workload.h"
#include "benchmark/benchmark.h"

// What sample_table's benchmarks measure of a table, alike for our own and for others', at any size. All of it on one
// thread; that and what a look-up costs whose table is not in the caches, but for what they cannot hold, is not
// measured.
namespace sample_table_workload {

// A table of a track, and where the queries stand. A table has the operations of the contract (sample_table.h) that are
// measured of it.
template <typename Table>
struct Case {
  std::string track;
  const Workload* workload;
  Table table;
  uint64_t duration;   // of all samples
  uint64_t query = 0;  // the next one's number among all, or its sample
  uint64_t last = 0;   // answer, on which the next query depends

  Case(const std::string& name, Table made)
      : track(name), workload(&WorkloadOf(name)), table(std::move(made)), duration(workload->duration()) {}

  // The first of the next kBatch random numbers.
  uint64_t Batch() { return std::exchange(query, query + kBatch); }
};

// Measures 1024 look-ups by number, complete answers, none of which waits for another: throughput.
template <typename Table>
void RandomIndependent(Case<Table>& fixture) {
  uint64_t sum = 0;
  const uint64_t first = fixture.Batch(), size = fixture.table.size();
  for (uint64_t i = first; i < first + kBatch; ++i) {
    sum += Fold(fixture.table.At(static_cast<uint32_t>(Below(RandomNumber(i), size))));
  }
  benchmark::DoNotOptimize(sum);
}

// Measures 1024 look-ups by number, each of a number that depends on the answer before: latency, with two
// multiplications each.
template <typename Table>
void RandomDependent(Case<Table>& fixture) {
  uint64_t last = fixture.last;
  const uint64_t size = fixture.table.size();
  for (size_t i = 0; i < kBatch; ++i) {
    last = (last + i) * 0x9e3779b97f4a7c15;
    last += Fold(fixture.table.At(static_cast<uint32_t>(Below(last, size))));
  }
  fixture.last = last;
  benchmark::DoNotOptimize(last);
}

// Measures 1024 look-ups that move up to 64 samples to and fro, and now and then far away, as a hand on a slider does.
template <typename Table>
void Scrub(Case<Table>& fixture) {
  uint64_t sum = 0;
  const uint64_t first = fixture.Batch(), size = fixture.table.size();
  uint64_t at = 0;
  for (uint64_t i = first; i < first + kBatch; ++i) {
    at = i % 128 == 0 ? Below(RandomNumber(i), size) : (at + size - 64 + Below(RandomNumber(i), 129)) % size;
    sum += Fold(fixture.table.At(static_cast<uint32_t>(at)));
  }
  benchmark::DoNotOptimize(sum);
}

// Measures a cursor over 2^13 samples, complete answers, from where the last one ended, as long as there are so many.
// REQUIRES a track of so many.
template <typename Table>
void Sequential(Case<Table>& fixture) {
  constexpr uint32_t kSamples = 1 << 13;
  uint64_t sum = 0;
  if (fixture.query + kSamples > fixture.table.size()) fixture.query = 0;
  typename Table::Cursor cursor(fixture.table, static_cast<uint32_t>(fixture.query));
  for (uint32_t left = kSamples; left > 0; --left) sum += Fold(cursor.Next());
  fixture.query += kSamples;
  benchmark::DoNotOptimize(sum);
}

// Measures 1024 look-ups by time, independent.
template <typename Table>
void TimeToSample(Case<Table>& fixture) {
  uint64_t sum = 0;
  const uint64_t first = fixture.Batch();
  for (uint64_t i = first; i < first + kBatch; ++i) {
    sum += fixture.table.AtTime(Below(RandomNumber(i), fixture.duration));
  }
  benchmark::DoNotOptimize(sum);
}

// For ForEachImpl: the measured loop around one of these, and the answers that are compared before. The runner warms up
// with a quarter of a slice, which is enough for up to 16,384 samples. For more, set-up is a look-up for each 16
// samples, up to 65,536: then nearly all lines of a packed table of up to 2 MB are in the L2 cache again, from which
// other cases' slices drove it. No table of 28 bytes a sample and so many samples lies there whatever is done.
template <typename Measured>
constexpr auto Body(Measured measured) {
  return [measured](benchmark::State& state, auto& fixture) {
    constexpr size_t kSamplesPerBatch = 16 * kBatch, kMostBatches = 64;
    for (size_t i = 0; i < std::min(fixture.table.size() / kSamplesPerBatch, kMostBatches); ++i) measured(fixture);
    for (auto _ : state) measured(fixture);
  };
}

// What a table knows of a sample: all of it, unless it says otherwise.
template <typename Table>
Sample KnownTo(const Sample& truth) {
  if constexpr (requires { Table::Known(truth); }) {
    return Table::Known(truth);
  } else {
    return truth;
  }
}

// Of every sample by its number: once for a table and track, whatever is measured of them.
inline constexpr auto kCheckSamples = []<typename Table>(const Case<Table>& fixture) {
  static std::map<std::string, std::string> answers;
  std::string& answer = answers[fixture.track];
  if (answer.empty()) {
    answer = CompareSamples(
        fixture.track, Table::kName, [&](uint32_t sample) { return fixture.table.At(sample); }, KnownTo<Table>);
  }
  return answer;
};

inline constexpr auto kCheckCursor = []<typename Table>(const Case<Table>& fixture) {
  typename Table::Cursor cursor(fixture.table, 0);
  return CompareSamples(fixture.track, Table::kName, [&](uint32_t) { return cursor.Next(); }, KnownTo<Table>);
};

inline constexpr auto kCheckTimes = []<typename Table>(const Case<Table>& fixture) {
  return CompareTimes(fixture.track, Table::kName, [&](uint64_t time) { return fixture.table.AtTime(time); });
};

}  // namespace sample_table_workload

#endif  // PAWL_BENCHES_SAMPLE_TABLE_CASE_H_
