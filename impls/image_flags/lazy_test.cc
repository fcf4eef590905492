#include "impls/image_flags/lazy.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "impls/image_flags/corpus.h"
#include "impls/image_flags/impls.h"

namespace image_flags {
namespace {

// Counts what it is asked for; its texts are Baseline's.
class Counting {
 public:
  static constexpr std::string_view kName = "counting";
  static inline int calls = 0;

  std::string CommandLine(const Build& build) const { return ++calls, Baseline().CommandLine(build); }
  std::vector<std::string> TokenList(const Build& build) const { return Baseline().TokenList(build); }
  std::string ImageUri(const ImageReference& image) const { return ++calls, Baseline().ImageUri(image); }
};
static_assert(Formatter<Counting>);

class LazyTest : public testing::Test {
 protected:
  LazyTest() { Counting::calls = 0; }
};

TEST_F(LazyTest, NothingIsFormattedBeforeItIsAskedForAndThenOnce) {
  LazyCommandLine<Counting> line(corpus::SeedBuild());
  EXPECT_EQ(line.input().app, "benchmark-app");
  EXPECT_EQ(Counting::calls, 0);
  const std::string_view first = line.Get();
  EXPECT_EQ(first, Baseline().CommandLine(corpus::SeedBuild()));
  EXPECT_EQ(line.Get().data(), first.data());
  EXPECT_EQ(Counting::calls, 1);
}

TEST_F(LazyTest, AnEmptyTextIsRemembered) {
  LazyCommandLine<Counting> line(Build{});
  EXPECT_EQ(line.Get(), "");
  EXPECT_EQ(line.Get(), "");
  EXPECT_EQ(Counting::calls, 1);
}

TEST_F(LazyTest, ANewInputIsFormattedAnew) {
  LazyImageUri<Counting> uri(ImageReference{"", "app", "1", ""});
  EXPECT_EQ(uri.Get(), "app:1");
  uri.Set(ImageReference{"", "app", "2", ""});
  EXPECT_EQ(Counting::calls, 1);
  EXPECT_EQ(uri.Get(), "app:2");
  EXPECT_EQ(Counting::calls, 2);
}

TEST_F(LazyTest, ACopyAndAMovedObjectHaveTheText) {
  LazyImageUri<Counting> uri(ImageReference{"r.io", "app", "1", ""});
  EXPECT_EQ(uri.Get(), "r.io/app:1");
  LazyImageUri<Counting> copy = uri;
  EXPECT_EQ(copy.Get(), "r.io/app:1");
  LazyImageUri<Counting> moved = std::move(copy);
  EXPECT_EQ(moved.Get(), "r.io/app:1");
  EXPECT_EQ(Counting::calls, 1);
}

TEST_F(LazyTest, WorksWithAFormatterThatKeepsItsBuffer) {
  LazyCommandLine<ReusedBuilder> line(corpus::SeedBuild());
  const std::string want = Baseline().CommandLine(corpus::SeedBuild());
  EXPECT_EQ(line.Get(), want);
  LazyCommandLine<ReusedBuilder> moved = std::move(line);
  EXPECT_EQ(moved.Get(), want);
}

}  // namespace
}  // namespace image_flags
