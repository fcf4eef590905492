#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "benchmark/benchmark.h"
#include "impls/image_flags/corpus.h"
#include "impls/image_flags/impls.h"
#include "impls/image_flags/lazy.h"
#include "tools/perf/for_each_impl.h"

namespace {

using image_flags::CustomValues;
using image_flags::ImageReference;
namespace corpus = image_flags::corpus;

// Formats whenever it is asked.
struct Eager {
  static constexpr std::string_view kName = "baseline";

  explicit Eager(ImageReference image) : image(std::move(image)) {}

  ImageReference image;

  std::string Get() const { return image_flags::Optimized().ImageUri(image); }
};

struct Kept {
  static constexpr std::string_view kName = "lazy";

  explicit Kept(ImageReference image) : uri(std::move(image)) {}

  image_flags::LazyImageUri<image_flags::Optimized> uri;

  std::string_view Get() { return uri.Get(); }
};

// Measures asking each of N references for its URI once more, by objects that have been asked before.
// Does not measure: the first call.
const int kAskedAgain = pawl::ForEachImpl<impls::ImplList<Eager, Kept>>(
    "image_flags/AskedAgain", "references", {4},
    []<typename Impl>(int64_t references) {
      auto images = corpus::SeedReferences();
      images.resize(references);
      std::vector<Impl> made;
      for (ImageReference& image : images) made.emplace_back(std::move(image)).Get();
      return made;
    },
    [](benchmark::State& state, auto& fixture) {
      for (auto _ : state) {
        for (auto& image : fixture) {
          auto uri = image.Get();
          benchmark::DoNotOptimize(uri);
          benchmark::ClobberMemory();
        }
      }
    },
    [](auto& fixture) {
      std::string uris;
      for (auto& image : fixture) uris += std::string(image.Get()) + "\n";
      return uris;
    });

// An ordered map of lists, and a copy of what is asked for.
struct MapOfLists {
  static constexpr std::string_view kName = "baseline";

  std::map<std::string, std::vector<std::string>> values;

  void Add(const std::string& key, const std::string& value) { values[key].push_back(value); }
  std::string CustomString(const std::string& key) const {
    const auto found = values.find(key);
    return found == values.end() ? std::string() : found->second.front();
  }
};

struct Custom : CustomValues {
  static constexpr std::string_view kName = "optimized";
};

// Measures looking up each of N keys once, which have one value each.
// Does not measure: adding, absent keys, or many keys.
const int kCustomString = pawl::ForEachImpl<impls::ImplList<MapOfLists, Custom>>(
    "image_flags/CustomString", "keys", {5},
    []<typename Impl>(int64_t count) {
      std::pair<Impl, std::vector<std::string>> made;
      for (const char* key : {"CGO_ENABLED", "coverage_mode", "from", "goprivate", "platform"}) {
        if (made.second.size() == static_cast<size_t>(count)) break;
        made.first.Add(key, std::string("value of ") + key);
        made.second.push_back(key);
      }
      return made;
    },
    [](benchmark::State& state, auto& fixture) {
      for (auto _ : state) {
        for (const std::string& key : fixture.second) {
          auto value = fixture.first.CustomString(key);
          benchmark::DoNotOptimize(value);
        }
      }
    },
    [](auto& fixture) {
      std::string all;
      for (const std::string& key : fixture.second) all += std::string(fixture.first.CustomString(key)) + "\n";
      return all;
    });

}  // namespace
