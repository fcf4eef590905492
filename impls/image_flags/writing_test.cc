#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "impls/image_flags/corpus.h"
#include "impls/image_flags/impls.h"
#include "impls/image_flags/line_writer.h"
#include "impls/image_flags/measure.h"
#include "impls/image_flags/quoting.h"

namespace image_flags {
namespace {

TEST(LineWriter, AllFlagsTogetherFitIntoTheirRoom) {
  Build build;
  build.app = build.env = build.image = build.tag = build.repo = build.file = build.folder = build.type = "x";
  build.target = build.network = "x";
  build.verbose = build.no_cache = build.pull = true;
  build.protobuf_packages = build.protobuf_files = build.platforms = build.secrets = build.cache_from = {"x"};
  build.build_args = build.labels = {{"k", "x"}};
  struct FlagBytes {
    size_t bytes = 0;
    void Flag(std::string_view flag) { bytes += 1 + flag.size(); }
    void Value(std::string_view /*text*/) {}
    void Pair(std::string_view /*key*/, std::string_view /*value*/) {}
  } flags;
  ForEachToken(build, flags);
  EXPECT_LE(flags.bytes, internal::kFlagRoomBytes);
}

TEST(CopyIsPlain, EveryByteIsJudgedWhereverItIsAndNothingElseIsWritten) {
  constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+,-./:";
  for (size_t size = 1; size <= 50; ++size) {
    for (size_t at = 0; at < size; ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string text(size, 'a');
        text[at] = static_cast<char>(byte);
        std::string to(size + 2, '#');
        const bool plain = internal::CopyIsPlain(text, to.data() + 1);
        ASSERT_EQ(plain, kPlain.find(text[at]) != std::string_view::npos) << byte << " at " << at << " of " << size;
        ASSERT_EQ(to, "#" + text + "#");
      }
    }
  }
  EXPECT_FALSE(internal::CopyIsPlain("", nullptr));
}

TEST(Measure, IsOneMoreThanTheLine) {
  for (uint64_t seed = 0; seed < 100; ++seed) {
    const Build build = corpus::NastyBuild(seed);
    internal::Measure measure;
    ForEachToken(build, measure);
    ASSERT_EQ(measure.bytes, Baseline().CommandLine(build).size() + 1) << "seed " << seed;
  }
}

}  // namespace
}  // namespace image_flags
