#ifndef PAWL_BENCHES_SAMPLE_TABLE_CASE_H_
#define PAWL_BENCHES_SAMPLE_TABLE_CASE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "benches/sample_table_workload.h"
#include "benchmark/benchmark.h"

// What sample_table's benchmarks measure of a table, alike for our own and for others', at any size.
namespace sample_table_workload {

// Look-ups in one iteration, so that the loop around them costs nothing.
inline constexpr size_t kBatch = 1024;

// A table of a track, and where the queries stand. A table has the operations of the contract (sample_table.h) that are
// measured of it.
template <typename Table>
struct Case {
  std::string track;
  const Workload* workload;
  Table table;
  uint64_t duration;  // of all samples
  size_t query = 0;   // the next one, of RandomNumbers or of the samples
  uint64_t last = 0;  // answer, on which the next query depends

  Case(const std::string& name, Table made)
      : track(name), workload(&WorkloadOf(name)), table(std::move(made)), duration(workload->duration()) {
    RandomNumbers();  // made on first use, which is not to be measured
  }

  // The next kBatch random numbers.
  const uint64_t* Batch() {
    query = (query + kBatch) % RandomNumbers().size();
    return RandomNumbers().data() + query;
  }
};

// 1024 look-ups by number, complete answers, none of which waits for another: throughput.
template <typename Table>
void RandomIndependent(Case<Table>& fixture) {
  uint64_t sum = 0;
  const uint64_t* const random = fixture.Batch();
  const uint64_t size = fixture.table.size();
  for (size_t i = 0; i < kBatch; ++i) sum += Fold(fixture.table.At(static_cast<uint32_t>(Below(random[i], size))));
  benchmark::DoNotOptimize(sum);
}

// 1024 look-ups by number, each of a number that depends on the answer before: latency, with two multiplications each.
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

// 1024 look-ups that move up to 64 samples to and fro, and now and then far away, as a hand on a slider does.
template <typename Table>
void Scrub(Case<Table>& fixture) {
  uint64_t sum = 0;
  const uint64_t* const random = fixture.Batch();
  const uint64_t size = fixture.table.size();
  uint64_t at = 0;
  for (size_t i = 0; i < kBatch; ++i) {
    at = i % 128 == 0 ? Below(random[i], size) : (at + size - 64 + Below(random[i], 129)) % size;
    sum += Fold(fixture.table.At(static_cast<uint32_t>(at)));
  }
  benchmark::DoNotOptimize(sum);
}

// A cursor over 2^15 samples, from where the last one ended, and over and over the track.
template <typename Table>
void Sequential(Case<Table>& fixture) {
  constexpr uint32_t kSamples = 1 << 15;
  uint64_t sum = 0;
  if (fixture.query + kSamples > fixture.table.size()) fixture.query = 0;
  typename Table::Cursor cursor(fixture.table, static_cast<uint32_t>(fixture.query));
  for (uint32_t left = kSamples; left > 0; --left) sum += Fold(cursor.Next());
  fixture.query += kSamples;
  benchmark::DoNotOptimize(sum);
}

// 1024 look-ups by time, independent.
template <typename Table>
void TimeToSample(Case<Table>& fixture) {
  uint64_t sum = 0;
  const uint64_t* const random = fixture.Batch();
  for (size_t i = 0; i < kBatch; ++i) sum += fixture.table.AtTime(Below(random[i], fixture.duration));
  benchmark::DoNotOptimize(sum);
}

// For ForEachImpl: the measured loop around one of these, and the answers that are compared before.
template <typename Measured>
constexpr auto Body(Measured measured) {
  return [measured](benchmark::State& state, auto& fixture) {
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
