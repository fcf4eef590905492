#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <type_traits>

#include "benches/sample_table_case.h"
#include "benches/sample_table_limits.h"
#include "benches/sample_table_workload.h"
#include "benches/settled_malloc.h"
#include "benchmark/benchmark.h"
#include "impls/impl_list.h"
#include "impls/sample_table/impls.h"
#include "impls/sample_table/mapped_file.h"
#include "impls/sample_table/movie.h"
#include "impls/sample_table/peers/libavformat.h"
#include "impls/sample_table/peers/sdsl.h"
#include "tools/perf/for_each_impl.h"

namespace {

using impls::ImplList;
using sample_table::Baseline;
using sample_table::Optimized;
using sample_table::Succinct;
using sample_table::peers::Libavformat;
using sample_table::peers::Sdsl;
namespace workload = sample_table_workload;

// `optimized` built; opened, it has a suite of its own.
using Impls = ImplList<Baseline, Succinct, Optimized>;

const int kBaselineSize = pawl::RecordSizeof<Baseline>("sample_table/Object/impl:baseline");
const int kSuccinctSize = pawl::RecordSizeof<Succinct>("sample_table/Object/impl:succinct");
const int kSettled = benches::SettleMalloc();

// From a file: mapped, its tables checked against each other, and one built.
template <typename Table>
Table OpenFile(const std::filesystem::path& path) {
  if constexpr (std::is_same_v<Table, Libavformat>) {
    return Libavformat::Open(path).value();
  } else {
    const auto file = sample_table::MappedFile::Open(path).value();
    const auto movie = sample_table::ReadMovie(file.bytes(), file.bytes().size()).value();
    return Table::Build(movie.tracks[0].tables).value();
  }
}

constexpr auto kMake = []<typename Table>(std::string_view name) {
  const std::string track(name);
  return workload::Case<Table>(track, OpenFile<Table>(workload::WorkloadOf(track).path));
};

// All that a table holds. Of FFmpeg's open file only the index: the rest of it is none of the index's.
template <typename Table>
void CountBytes(benchmark::State& state, const Table& table) {
  size_t bytes = 0;
  if constexpr (std::is_same_v<Table, Libavformat>) {
    bytes = table.index_bytes();
  } else {
    bytes = table.footprint();
  }
  state.counters["bytes_per_sample"] = static_cast<double>(bytes) / table.size();
}

// Measures building a table from boxes that have been checked, and giving it back; bytes_per_sample is all that it
// holds. Does not measure: reading and checking the file.
constexpr auto kBuildBody = []<typename Table>(benchmark::State& state, workload::Case<Table>& fixture) {
  for (auto _ : state) {
    auto table = Table::Build(fixture.workload->tables());
    benchmark::DoNotOptimize(&table);
    benchmark::ClobberMemory();
  }
  CountBytes(state, fixture.table);
};
const int kBuild = pawl::ForEachImpl<Impls>(
    "sample_table/Build", "track",
    {"aac_20k", "h264_20k", "vfr_20k", "constant_100k", "seed_100k", "aac_2h", "h264_2h60", "vfr_1m", "constant_1m"},
    kMake, kBuildBody, workload::kCheckSamples);

// Measures all from the path to the table, the file being in memory.
// Does not measure: a disk.
constexpr auto kOpenBody = []<typename Table>(benchmark::State& state, workload::Case<Table>& fixture) {
  for (auto _ : state) {
    auto table = OpenFile<Table>(fixture.workload->path);
    benchmark::DoNotOptimize(&table);
    benchmark::ClobberMemory();
  }
};

template <typename Tables, typename Body, typename Check>
int Register(const std::string& operation, Body body, Check check) {
  return pawl::ForEachImpl<Tables>("sample_table/" + operation, "track",
                                   {"aac_20k", "h264_20k", "vfr_20k", "aac_2h", "h264_2h60", "vfr_1m"}, kMake, body,
                                   check);
}

// Our own, and others' that have the operation.
template <typename Body, typename Check>
int RegisterAll(const std::string& operation, Body body, Check check) {
  return Register<Impls>(operation, body, check) + Register<ImplList<Libavformat, Sdsl>>(operation, body, check);
}

const int kOpen = Register<Impls>("Open", kOpenBody, workload::kCheckSamples) +
                  Register<ImplList<Libavformat>>("Open", kOpenBody, workload::kCheckSamples);

const int kRandomIndependent = RegisterAll(
    "RandomIndependent",
    [](benchmark::State& state, auto& fixture) {
      workload::Body([](auto& f) { workload::RandomIndependent(f); })(state, fixture);
      CountBytes(state, fixture.table);
    },
    workload::kCheckSamples);

const int kRandomDependent = RegisterAll(
    "RandomDependent", workload::Body([](auto& f) { workload::RandomDependent(f); }), workload::kCheckSamples);

const int kScrub = RegisterAll("Scrub", workload::Body([](auto& f) { workload::Scrub(f); }), workload::kCheckSamples);

const int kSequential =
    RegisterAll("Sequential", workload::Body([](auto& f) { workload::Sequential(f); }), workload::kCheckCursor);

// The baseline's are std::upper_bound over its records.
constexpr auto kTimeBody = workload::Body([](auto& f) { workload::TimeToSample(f); });
const int kTimeToSample = RegisterAll("TimeToSample", kTimeBody, workload::kCheckTimes);

const int kTwoDivisions = pawl::ForEachImpl<ImplList<workload::TwoDivisions>>(
    "sample_table/TimeToSample", "track", {"aac_20k", "h264_20k", "aac_2h", "h264_2h60"},
    []<typename Table>(std::string_view name) {
      const std::string track(name);
      return workload::Case<Table>(track, Table(workload::WorkloadOf(track).tables()));
    },
    kTimeBody, workload::kCheckTimes);

const int kPrefixPass = workload::RegisterPrefixPass(
    "sample_table/Build", {"aac_20k", "h264_20k", "vfr_20k", "aac_2h", "h264_2h60", "vfr_1m"});

}  // namespace
