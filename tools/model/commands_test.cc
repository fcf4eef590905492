#include "tools/model/commands.h"

#include "gtest/gtest.h"

namespace pawl {
namespace {

TEST(Commands, NameOneCaseOrTarget) {
  EXPECT_EQ(ReproduceCommand("//benches:x_perf", "x/Y/impl:optimized/n:1"),
            "bazel test //benches:x_perf --test_filter='^x/Y/impl:optimized/n:1$'");
  EXPECT_EQ(ReproduceCommand("//benches:x_perf", ""), "bazel test //benches:x_perf");
  EXPECT_EQ(ExplainCommand("//tools/cli:pawl", "x/Y"), "bazel run //tools/cli:pawl -- explain 'x/Y'");
  EXPECT_EQ(AcceptCommand("//benches:x_perf"), "bazel run //benches:x_perf.accept");
  EXPECT_EQ(AcceptCaseCommand("//benches:x_perf", "x/Y"),
            "bazel run //benches:x_perf.accept -- --case='^x/Y$' --reason='...'");
}

TEST(Commands, QuoteForShellAndPattern) {
  EXPECT_EQ(ReproduceCommand("//b:x", "BM_Map<int>/1.5|(a)"),
            "bazel test //b:x --test_filter='^BM_Map<int>/1\\.5\\|\\(a\\)$'");
  EXPECT_EQ(ExplainCommand("@pawl//tools/cli:pawl", "it's; rm -r"),
            "bazel run @pawl//tools/cli:pawl -- explain 'it'\\''s; rm -r'");
  EXPECT_EQ(PinCasesCommand("//b:x", {"x/Y"}), "bazel run //b:x.accept -- --anchor --case='^x/Y$'");
  EXPECT_EQ(PinCasesCommand("//b:x", {"x.Y", "Z"}), "bazel run //b:x.accept -- --anchor --case='^x\\.Y$|^Z$'");
  EXPECT_EQ(RenameCommand("//tools/cli:pawl", "x/Y", "it's"), "bazel run //tools/cli:pawl -- rename 'x/Y' 'it'\\''s'");
  EXPECT_EQ(AcceptCommand("$(x)"), "bazel run '$(x).accept'");
}

}  // namespace
}  // namespace pawl
