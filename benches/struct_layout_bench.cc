#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "benchmark/benchmark.h"
#include "impls/impl_list.h"
#include "impls/struct_layout/corpus.h"
#include "impls/struct_layout/impls.h"
#include "tools/perf/for_each_impl.h"

namespace {

using struct_layout::Baseline;
using struct_layout::Impls;
using struct_layout::LogLevel;
using struct_layout::Optimized;
using struct_layout::Records;
namespace corpus = struct_layout::corpus;

const int kBuild = pawl::RecordSizeof<struct_layout::Build>("struct_layout/Build/impl:baseline");
const int kLogEntry = pawl::RecordSizeof<struct_layout::LogEntry>("struct_layout/LogEntry/impl:baseline");
const int kContainer = pawl::RecordSizeof<struct_layout::Container>("struct_layout/Container/impl:baseline");
const int kImage = pawl::RecordSizeof<struct_layout::Image>("struct_layout/Image/impl:baseline");
const int kOptimizedBuild = pawl::RecordSizeof<struct_layout::ReorderedBuild>("struct_layout/Build/impl:optimized");
const int kOptimizedLogEntry =
    pawl::RecordSizeof<struct_layout::ReorderedLogEntry>("struct_layout/LogEntry/impl:optimized");
const int kOptimizedContainer =
    pawl::RecordSizeof<struct_layout::ReorderedContainer>("struct_layout/Container/impl:optimized");
const int kOptimizedImage = pawl::RecordSizeof<struct_layout::ReorderedImage>("struct_layout/Image/impl:optimized");

constexpr uint64_t kSeed = 4;
constexpr size_t kDistinct = 10'000;

// The first kDistinct records over and over: making them would take longer than measuring, and scans have no branches
// that could learn them.
template <typename Record>
std::vector<Record> Repeated(std::vector<Record> (*make)(uint64_t seed, size_t count), size_t count) {
  const std::vector<Record> few = make(kSeed, std::min(count, kDistinct));
  std::vector<Record> records;
  records.reserve(count);
  while (records.size() < count) {
    const size_t more = std::min(few.size(), count - records.size());
    records.insert(records.end(), few.begin(), few.begin() + static_cast<ptrdiff_t>(more));
  }
  return records;
}

// A store of `count` records of one kind.
constexpr auto kOf = [](auto make_records) {
  return [make_records]<typename Impl>(int64_t count) { return Impl(make_records(static_cast<size_t>(count))); };
};

constexpr auto kMeasure = [](auto scan) {
  return [scan](benchmark::State& state, auto& store) {
    for (auto _ : state) {
      auto result = scan(store);
      benchmark::DoNotOptimize(result);
      benchmark::ClobberMemory();
    }
  };
};

constexpr auto kFailedSince = [](auto& store) { return store.FailedSince(corpus::kMiddleNs); };
constexpr auto kCountFrom = [](auto& store) { return store.CountFrom(LogLevel::kWarning); };
constexpr auto kRunningBytes = [](auto& store) { return store.RunningBytes(corpus::kMiddleNs); };
constexpr auto kUnusedBefore = [](auto& store) { return store.UnusedBefore(corpus::kMiddleNs); };

// Each measures one scan over N records that lie in memory in order, by one thread; a tenth to a quarter of the records
// count, at random. 1,000,000 of them take 40 to 96 MB (of `split` a scan reads 5 to 21), which is beyond most cores'
// own caches; 4,000,000, of what is compared with a claim only, as all stores of a process stay in memory. Does not
// measure: making the store, one record at random, or a scan while other threads use the memory.
template <typename Make, typename Scan, typename Answer>
int Register(const std::string& operation, const std::string& key, Make make, Scan scan, Answer answer) {
  return pawl::ForEachImpl<Impls>(operation, key, {10'000, 100'000, 1'000'000}, make, kMeasure(scan), answer) +
         pawl::ForEachImpl<impls::ImplList<Baseline, Optimized>>(operation, key, {4'000'000}, make, kMeasure(scan),
                                                                 answer);
}

const int kBuilds =
    Register("struct_layout/FailedSince", "builds",
             kOf([](size_t count) { return Records{.builds = Repeated(corpus::Builds, count)}; }), kFailedSince,
             [](auto& store) {
               const auto failed = kFailedSince(store);
               return std::to_string(failed.count) + " builds, " + std::to_string(failed.duration_ns) + " ns";
             });

const int kEntries = Register("struct_layout/CountFrom", "entries",
                              kOf([](size_t count) { return Records{.log = Repeated(corpus::Log, count)}; }),
                              kCountFrom, [](auto& store) {
                                std::string counts;
                                for (const uint64_t entries : kCountFrom(store))
                                  counts += std::to_string(entries) + " ";
                                return counts;
                              });

const int kContainers =
    Register("struct_layout/RunningBytes", "containers",
             kOf([](size_t count) { return Records{.containers = Repeated(corpus::Containers, count)}; }),
             kRunningBytes, [](auto& store) { return std::to_string(kRunningBytes(store)); });

const int kImages =
    Register("struct_layout/UnusedBefore", "images",
             kOf([](size_t count) { return Records{.images = Repeated(corpus::Images, count)}; }), kUnusedBefore,
             [](auto& store) {
               const auto unused = kUnusedBefore(store);
               return std::to_string(unused.count) + " images, " + std::to_string(unused.bytes) + " bytes";
             });

}  // namespace
