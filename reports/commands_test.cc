#include "reports/commands.h"

#include "gtest/gtest.h"

namespace pawl {
namespace {

TEST(Commands, NameOneCaseOrTarget) {
  EXPECT_EQ(ReproduceCommand("//benches:x_perf", "x/Y/impl:optimized/n:1"),
            "bazel test //benches:x_perf --test_filter='^x/Y/impl:optimized/n:1$'");
  EXPECT_EQ(ReproduceCommand("//benches:x_perf", ""), "bazel test //benches:x_perf");
  EXPECT_EQ(ExplainCommand("x/Y"), "bazel run //tools/cli:pawl -- explain 'x/Y'");
  EXPECT_EQ(AcceptCommand("//benches:x_perf"), "bazel run //benches:x_perf.accept");
}

TEST(Commands, QuoteForShellAndPattern) {
  EXPECT_EQ(ReproduceCommand("//b:x", "BM_Map<int>/1.5|(a)"),
            "bazel test //b:x --test_filter='^BM_Map<int>/1\\.5\\|\\(a\\)$'");
  EXPECT_EQ(ExplainCommand("it's; rm -r"), "bazel run //tools/cli:pawl -- explain 'it'\\''s; rm -r'");
  EXPECT_EQ(AcceptCommand("$(x)"), "bazel run '$(x).accept'");
}

TEST(Commands, ABlockEscapesItsCommand) {
  EXPECT_EQ(CommandBlock("Explain", "a '<b>'").html(),
            "<div class=\"command\"><span>Explain</span><pre><code>a &#39;&lt;b&gt;&#39;</code></pre></div>\n");
}

}  // namespace
}  // namespace pawl
