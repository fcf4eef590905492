#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "benchmark/benchmark.h"
#include "impls/image_flags/corpus.h"
#include "impls/image_flags/impls.h"
#include "tools/perf/for_each_impl.h"

namespace {

using image_flags::ImageReference;
using image_flags::Impls;
namespace corpus = image_flags::corpus;

// One for each thread that formats, and one for each image of a build.
const int kBuilderSize = pawl::RecordSizeof<image_flags::ReusedBuilder>("image_flags/Builder/impl:reused_builder");
const int kReferenceSize = pawl::RecordSizeof<image_flags::ImageReference>("image_flags/ImageReference");

// The input that published figures are about, at its size; the same kind of text at the others.
constexpr int64_t kSeedTokens = 37;

constexpr auto kFormatLine = [](benchmark::State& state, auto& fixture) {
  auto& [impl, build] = fixture;
  for (auto _ : state) {
    auto line = impl.CommandLine(build);
    benchmark::DoNotOptimize(line);
    benchmark::ClobberMemory();
  }
};

constexpr auto kLine = [](auto& fixture) { return std::string(fixture.first.CommandLine(fixture.second)); };

// Measures one command line of a build of N tokens, none of which needs quotes, including the release of its memory.
// Does not measure: making or validating the build, or a first call (a reused builder's buffer has grown already).
const int kCommandLine = pawl::ForEachImpl<Impls>(
    "image_flags/CommandLine", "tokens", {8, 37, 200},
    []<typename Impl>(int64_t tokens) {
      return std::pair(
          Impl(), tokens == kSeedTokens ? corpus::SeedBuild() : corpus::TypicalBuild(static_cast<int>(tokens), false));
    },
    kFormatLine, kLine);

// Measures one command line of a build of N tokens, 5 % of which need quotes, including the release of its memory.
// Does not measure: making or validating the build, a first call, or lines of mostly quoted tokens.
const int kCommandLineQuoted = pawl::ForEachImpl<Impls>(
    "image_flags/CommandLineQuoted", "tokens", {200},
    []<typename Impl>(int64_t tokens) {
      return std::pair(Impl(), corpus::TypicalBuild(static_cast<int>(tokens), true));
    },
    kFormatLine, kLine);

// Measures the URIs of N references, one after the other, including the release of their memory.
// Does not measure: validating a reference, or long names with a digest.
const int kImageUri = pawl::ForEachImpl<Impls>(
    "image_flags/ImageUri", "references", {4},
    []<typename Impl>(int64_t references) {
      auto images = corpus::SeedReferences();
      images.resize(references);
      return std::pair(Impl(), std::move(images));
    },
    [](benchmark::State& state, auto& fixture) {
      auto& [impl, images] = fixture;
      for (auto _ : state) {
        for (const ImageReference& image : images) {
          auto uri = impl.ImageUri(image);
          benchmark::DoNotOptimize(uri);
          benchmark::ClobberMemory();
        }
      }
    },
    [](auto& fixture) {
      std::string uris;
      for (const ImageReference& image : fixture.second) uris += std::string(fixture.first.ImageUri(image)) + "\n";
      return uris;
    });

}  // namespace
