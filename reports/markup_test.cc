#include "reports/markup.h"

#include "gtest/gtest.h"

namespace pawl {
namespace {

TEST(Escape, MakesTextSafeInElementsAndAttributes) {
  EXPECT_EQ(Escape("<a href=\"x\">'&'</a>").html(), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
  EXPECT_EQ(Escape("µs → 12").html(), "µs → 12");
}

TEST(Escape, ReplacesWhatHtmlCannotHold) {
  EXPECT_EQ(Escape("a\xff"
                   "b")
                .html(),
            "a\ufffdb");
  EXPECT_EQ(Escape("cut \xc3").html(), "cut \ufffd");
  EXPECT_EQ(Escape(std::string_view("\0\x1b\r\n\t", 5)).html(), "\ufffd\ufffd\ufffd\n\t");
}

TEST(Fill, EscapesTextAndKeepsMarkup) {
  EXPECT_EQ(Fill("<p>{} {} {}</p>", {"<", 7, Literal("<b>")}).html(), "<p>&lt; 7 <b></p>");
}

TEST(Fill, BracesInValuesAreNoBlanks) { EXPECT_EQ(Fill("{}{}", {"{}", "x"}).html(), "{}x"); }

TEST(BreakAtSlashes, AllowsABreakAfterEverySlash) {
  EXPECT_EQ(BreakAtSlashes("a/<b>/c").html(), "a/<wbr>&lt;b&gt;/<wbr>c");
  EXPECT_EQ(BreakAtSlashes("").html(), "");
}

TEST(JsonIsland, LeavesNoTagOrCommentToTheParser) {
  EXPECT_EQ(JsonIsland(R"(["</script><!--"])").html(), R"(["\u003c/script>\u003c!--"])");
}

TEST(Ids, AreReadableAndUnique) {
  Ids ids;
  EXPECT_EQ(ids.Unique("row", {"a/B/impl:x/n:1", "time_ratio"}), "row:a/B/impl:x/n:1;time_ratio");
  EXPECT_EQ(ids.Unique("row", {"a/B/impl:x/n:1", "time_ratio"}), "row:a/B/impl:x/n:1;time_ratio;2");
  EXPECT_EQ(ids.Unique("row", {"a b;~\"", "µ"}), "row:a~20b~3b~7e~22;~c2~b5");
}

TEST(Markup, ABlockEscapesItsCommand) {
  EXPECT_EQ(CommandBlock("Explain", "a '<b>'").html(),
            "<div class=\"command\"><span>Explain</span><pre><code>a &#39;&lt;b&gt;&#39;</code></pre></div>\n");
}

}  // namespace
}  // namespace pawl
