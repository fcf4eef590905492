#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "benchmark/benchmark.h"
#include "impls/object_pool/config.h"
#include "impls/object_pool/impls.h"
#include "impls/object_pool/peers/peers.h"
#include "tools/perf/for_each_impl.h"

namespace {

using object_pool::Baseline;
using object_pool::Optimized;
namespace corpus = object_pool::corpus;
namespace peers = object_pool::peers;

const int kStringsSize = pawl::RecordSizeof<object_pool::FlatStrings>("object_pool/StringBuilder/impl:optimized");
const int kMapSize = pawl::RecordSizeof<object_pool::FlatMap>("object_pool/Map/impl:optimized");

// As the manager makes them by default, but for the wiping.
object_pool::Options OptionsFor(bool wipes) {
  object_pool::MemoryConfig config;
  config.wipe_on_return = wipes;
  return PoolOptions(config);
}

template <typename Impl>
struct StringCase {
  std::unique_ptr<typename Impl::Strings> pool;
  std::vector<std::string> texts;

  StringCase(std::vector<std::string> made, bool wipes)
      : pool(std::make_unique<typename Impl::Strings>(OptionsFor(wipes))), texts(std::move(made)) {
    Build();  // once, so that what is measured is the steady state
  }

  void Build() {
    auto strings = pool->Get();
    for (const std::string& text : texts) strings->Add(text);
    benchmark::DoNotOptimize(&*strings);
    benchmark::ClobberMemory();
  }
};

constexpr auto kBuild = [](benchmark::State& state, auto& fixture) {
  for (auto _ : state) fixture.Build();
};

constexpr auto kStringAnswer = [](auto& fixture) {
  auto strings = fixture.pool->Get();
  for (const std::string& text : fixture.texts) strings->Add(text);
  std::string all;
  for (size_t i = 0; i < strings->size(); ++i) all += std::string((*strings)[i]) + "\n";
  return all;
};

std::vector<std::string> ThreeTexts(std::string_view lengths) {
  if (lengths == "1_to_15") return corpus::Texts(1, 3, 1, 15);
  if (lengths == "16_to_64") return corpus::Texts(1, 3, 16, 64);
  return corpus::Texts(1, 3, 65, 250);
}

// Measures getting a builder, adding three strings of such lengths, and returning it.
// Does not measure: strings that are built of parts, or reading them.
const int kStrings = pawl::ForEachImpl<impls::ImplList<Baseline, Optimized>>(
    "object_pool/Strings", "bytes", {"1_to_15", "16_to_64", "65_to_250"},
    []<typename Impl>(std::string_view lengths) { return StringCase<Impl>(ThreeTexts(lengths), false); }, kBuild,
    kStringAnswer);

// Measures the same of builders that are overwritten when they are returned.
const int kStringsWiped = pawl::ForEachImpl<impls::ImplList<Baseline, Optimized>>(
    "object_pool/StringsWiped", "bytes", {"16_to_64"},
    []<typename Impl>(std::string_view lengths) { return StringCase<Impl>(ThreeTexts(lengths), true); }, kBuild,
    kStringAnswer);

template <typename Impl>
struct MapCase {
  std::unique_ptr<typename Impl::Maps> pool;
  std::vector<std::pair<std::string, std::string>> variables;

  MapCase(int entries, bool wipes)
      : pool(std::make_unique<typename Impl::Maps>(OptionsFor(wipes))),
        variables(corpus::Variables(1, static_cast<size_t>(entries))) {
    Build();
  }

  size_t Build() {
    auto map = pool->Get();
    for (const auto& [name, value] : variables) map->Set(name, value);
    benchmark::DoNotOptimize(&map);
    benchmark::ClobberMemory();
    return map->size();
  }
};

constexpr auto kMapAnswer = [](auto& fixture) { return std::to_string(fixture.Build()) + " entries"; };

// Measures getting a map, setting N different names to values of 4 to 40 bytes, and returning it. The peers are made
// for each use: an absl::flat_hash_map, and std::pmr's map over an arena that begins on the stack. Does not measure:
// finding them.
const int kMaps = pawl::ForEachImpl<impls::ImplList<Baseline, Optimized, peers::AbslFlatHashMap, peers::PmrArenaMap>>(
    "object_pool/Map", "entries", {8, 100, 1000},
    []<typename Impl>(int entries) { return MapCase<Impl>(entries, false); }, kBuild, kMapAnswer);

// Measures the same of maps that are overwritten when they are returned.
const int kMapsWiped = pawl::ForEachImpl<impls::ImplList<Baseline, Optimized>>(
    "object_pool/MapWiped", "entries", {100}, []<typename Impl>(int entries) { return MapCase<Impl>(entries, true); },
    kBuild, kMapAnswer);

}  // namespace
