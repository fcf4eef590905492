#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "benchmark/benchmark.h"
#include "impls/image_flags/corpus.h"
#include "impls/image_flags/impls.h"
#include "tools/perf/for_each_impl.h"

namespace {

using image_flags::Build;
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

constexpr auto kMakeBuild = []<typename Impl>(int64_t tokens) {
  return std::pair(Impl(),
                   tokens == kSeedTokens ? corpus::SeedBuild() : corpus::TypicalBuild(static_cast<int>(tokens), false));
};

// Measures one command line of a build of N tokens, none of which needs quotes, including the release of its memory.
// Does not measure: making or validating the build, or a first call (a reused builder's buffer has grown already).
const int kCommandLine =
    pawl::ForEachImpl<Impls>("image_flags/CommandLine", "tokens", {8, 37, 200}, kMakeBuild, kFormatLine, kLine);

// What no formatter can be faster than: it copies the finished line into a buffer of its own.
struct Memcpy {
  static constexpr std::string_view kName = "memcpy";

  std::string line, buffer;

  std::string_view CommandLine(const Build& build) {
    if (line.empty()) {
      line = image_flags::Baseline().CommandLine(build);
      buffer.resize(line.size());
    }
    std::memcpy(buffer.data(), line.data(), line.size());
    return buffer;
  }
};

// Measures copying a command line that is there already.
// Does not measure: anything that has to do with the build.
const int kLineCopied = pawl::ForEachImpl<impls::ImplList<Memcpy>>("image_flags/CommandLine", "tokens", {37},
                                                                   kMakeBuild, kFormatLine, kLine);

// Measures the tokens of the same builds as a list, including the release of its memory.
// Does not measure: a first call, or starting a program with them.
const int kTokenList = pawl::ForEachImpl<Impls>(
    "image_flags/TokenList", "tokens", {37}, kMakeBuild,
    [](benchmark::State& state, auto& fixture) {
      auto& [impl, build] = fixture;
      for (auto _ : state) {
        auto tokens = impl.TokenList(build);
        benchmark::DoNotOptimize(tokens);
        benchmark::ClobberMemory();
      }
    },
    [](auto& fixture) {
      std::string all;
      for (std::string_view token : fixture.first.TokenList(fixture.second)) all.append(token).append(1, '\0');
      return all;
    });

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
