#include "tools/runner/callgrind_file.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

// As callgrind 3.19 writes it, shortened. The callee's 21840 are inclusive and not main's own.
constexpr char kWhole[] = R"(# callgrind format
version: 1
creator: callgrind-3.19.0
pid: 18880
cmd:  ./worker.000003 --pawl_worker
part: 5


desc: Timerange: Basic block 625846 - 853158
desc: Trigger: Client Request

positions: line
events: Ir
summary: 1000

ob=(4) /usr/lib/libstdc++.so.6
fl=(3) ???
fn=(176) operator delete(void*, unsigned long)
0 480
cfn=(180) operator delete(void*)
calls=240 0
0 21840
0 396

fn=(58) std::allocator<char>::~allocator()
+3 1280
* 20
-3 4

fn=(180)
0 480
cob=(2) /usr/lib/libc.so.6
cfi=(5) ./malloc/malloc.c
cfn=(184) free
calls=240 3350
0 21120

totals: 2660
)";

std::string Without(const std::string& piece) {
  std::string text = kWhole;
  const size_t at = text.find(piece);
  EXPECT_NE(at, std::string::npos) << piece;
  return text.erase(at, piece.size());
}

std::string With(const std::string& piece, const std::string& other) {
  std::string text = kWhole;
  const size_t at = text.find(piece);
  EXPECT_NE(at, std::string::npos) << piece;
  return text.replace(at, piece.size(), other);
}

std::string ErrorOf(const std::string& text) {
  const auto costs = ParseCallgrindFile(text, "callgrind.1");
  EXPECT_EQ(costs.status().code(), absl::StatusCode::kInvalidArgument) << costs.status();
  return std::string(costs.status().message());
}

TEST(CallgrindFile, FunctionsHaveTheirOwnInstructionsAndNotThoseOfTheirCallees) {
  const auto costs = ParseCallgrindFile(kWhole, "callgrind.1");
  ASSERT_TRUE(costs.ok()) << costs.status();
  EXPECT_EQ(costs->instructions, 2660);
  EXPECT_THAT(costs->by_function, UnorderedElementsAre(Pair("operator delete(void*, unsigned long)", 876),
                                                       Pair("std::allocator<char>::~allocator()", 1304),
                                                       Pair("operator delete(void*)", 480)));
}

TEST(CallgrindFile, MayHaveMorePositionsAndEventsAndNoCompression) {
  const auto costs = ParseCallgrindFile(
      "events: Dr Ir Dw\npositions: instr line\nfn=main\n0x10 4 7 100 9\n+4 +1 1\nfn=f\n* * 0 5\ntotals: 8 105 9\n",
      "x");
  ASSERT_TRUE(costs.ok()) << costs.status();
  EXPECT_EQ(costs->instructions, 105);
  EXPECT_THAT(costs->by_function, UnorderedElementsAre(Pair("main", 100), Pair("f", 5)));
}

TEST(CallgrindFile, OfALoopWithoutAnyInstructionIsNoError) {
  const auto costs = ParseCallgrindFile("events: Ir\ntotals: 0\n", "x");
  ASSERT_TRUE(costs.ok()) << costs.status();
  EXPECT_EQ(costs->instructions, 0);
}

TEST(CallgrindFile, ThatIsEmptyOrCutOffIsRefusedWhereverItIsCut) {
  EXPECT_EQ(ErrorOf(""), "callgrind.1 is empty: callgrind wrote nothing into it");
  const std::string whole = kWhole;
  for (size_t size = 1; size < whole.find("totals: 2660") + 12; ++size) ErrorOf(whole.substr(0, size));
  EXPECT_THAT(ErrorOf(whole.substr(0, whole.find("totals"))),
              HasSubstr("callgrind.1:37: the file ends without its totals: it was cut off, or the disk is full"));
}

TEST(CallgrindFile, ThatIsDamagedIsRefusedWithItsLineAndWhatStandsThere) {
  EXPECT_THAT(ErrorOf(Without("+3 1280\n")),
              HasSubstr("its functions execute 1380 instructions, but its totals say 2660: it is damaged"));
  EXPECT_THAT(ErrorOf(With("+3 1280", "+3 12x0")),
              HasSubstr("callgrind.1:26: expected a position and costs, found \"+3 12x0\""));
  EXPECT_THAT(ErrorOf(With("+3 1280", "+3 -1280")), HasSubstr("callgrind.1:26: expected a position and costs"));
  EXPECT_THAT(ErrorOf(With("fn=(180)\n0", "fn=(181)\n0")), HasSubstr("nothing has said which function (181) is"));
  EXPECT_THAT(ErrorOf(With("fn=(58) ", "fn=(58 ")), HasSubstr("callgrind.1:25: expected a name"));
  EXPECT_THAT(ErrorOf(With("0 21840\n", "fn=(176)\n")), HasSubstr("expected the costs of a call, found \"fn=(176)\""));
  EXPECT_THAT(ErrorOf(With("ob=(4)", "\x01ob\x02")),
              HasSubstr("callgrind.1:16: expected a position, a name or a header"));
  EXPECT_THAT(ErrorOf(With("totals: 2660", "totals: many")),
              HasSubstr("expected the number of instructions, found \"many\""));
}

TEST(CallgrindFile, ThatCountsSomethingElseIsRefused) {
  EXPECT_THAT(ErrorOf(With("events: Ir", "events: Bc Bcm")),
              HasSubstr("callgrind.1:13: instructions (Ir) are not among the events \"Bc Bcm\""));
  EXPECT_THAT(ErrorOf(Without("events: Ir\n")), HasSubstr("costs stand before the events"));
  EXPECT_THAT(ErrorOf("events: Ir\n0 5\ntotals: 5\n"), HasSubstr("costs stand before the function"));
  EXPECT_THAT(ErrorOf("totals: 5\n"), HasSubstr("totals stand before the events"));
  EXPECT_THAT(ErrorOf(With("positions: line", "positions:")), HasSubstr("there are no positions"));
  EXPECT_THAT(ErrorOf("events: Ir\nfn=f\n0 9223372036854775807\n0 1\ntotals: 0\n"), HasSubstr("more than any process"));
}

}  // namespace
}  // namespace pawl
