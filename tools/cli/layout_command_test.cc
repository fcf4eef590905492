// `pawl layout` of a binary whose types are known.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tools/cli/app.h"
#include "tools/model/verdict.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kPlanted[] = "tools/layout/planted";

struct Ended {
  int code;
  std::string out;
  std::string err;
};

Ended Layout(std::vector<std::string> words) {
  words.insert(words.begin(), "layout");
  std::ostringstream out;
  std::ostringstream err;
  const int code = Run(words, out, err);
  return {code, out.str(), err.str()};
}

TEST(LayoutCommand, ShowsATypeAndTheOrderThatMakesItSmaller) {
  const Ended ended = Layout({kPlanted, "planted::Record"});
  EXPECT_EQ(ended.code, kExitOk) << ended.err;
  EXPECT_EQ(ended.out,
            "size  ordered  holes  padding  cache lines  type\n"
            "  56       40     17        6            1  planted::Record\n"
            "\n"
            "planted::Record: 40 instead of 56 B in the order id, bytes, ratio, layer, port, valid, cached, pinned\n");
}

TEST(LayoutCommand, SaysOfANamedTypeWhyThereIsNoOrder) {
  EXPECT_THAT(Layout({kPlanted, "Flags"}).out,
              AllOf(HasSubstr("  24        ?      7        5            1  planted::Flags\n"),
                    HasSubstr("planted::Flags: no order is proposed, as it has bit-fields\n")));
  EXPECT_THAT(Layout({kPlanted, "RecordOrdered"}).out,
              HasSubstr("planted::RecordOrdered: no order makes it smaller\n"));
  EXPECT_THAT(Layout({kPlanted, "LeafOrdered"}).out, HasSubstr("planted::LeafOrdered: no smaller order is known\n"));
}

TEST(LayoutCommand, ListsTheWorstFirstAndOnlyWhatCanBeSaved) {
  const Ended ended = Layout({kPlanted});
  EXPECT_EQ(ended.code, kExitOk) << ended.err;
  const size_t line = ended.out.find("planted::Line\n");
  const size_t record = ended.out.find("planted::Record\n");
  const size_t flags = ended.out.find("planted::Flags\n");
  ASSERT_NE(flags, std::string::npos) << ended.out;
  ASSERT_NE(line, std::string::npos) << ended.out;
  EXPECT_LT(record, line) << "64 bytes to save, but what alignas keeps apart";
  EXPECT_LT(line, flags) << "and nothing that is known";
  EXPECT_THAT(ended.out,
              HasSubstr("planted::Line: 64 instead of 128 B in the order hot, kind, state; others then share the line "
                        "with hot, which its alignment of 64 B keeps apart\n"));
  EXPECT_THAT(Layout({kPlanted, "--all"}).out, HasSubstr("_IO_FILE"));
  EXPECT_THAT(ended.out, AllOf(Not(HasSubstr("RecordOrdered")), Not(HasSubstr("_IO_FILE"))));
}

TEST(LayoutCommand, ShowsTwentyTypesAndSaysHowToSeeMore) {
  const auto rows = [](const std::string& out) {
    const std::string table = out.substr(0, out.find("\n\n"));  // with a line of headings, and without its last newline
    return std::count(table.begin(), table.end(), '\n');
  };
  const Ended some = Layout({"tools/layout/planted_many"});
  EXPECT_EQ(some.code, kExitOk) << some.err;
  EXPECT_EQ(rows(some.out), 20);
  EXPECT_THAT(some.out, HasSubstr("\n\n5 more: --all shows them.\n"));
  const Ended all = Layout({"tools/layout/planted_many", "--all"});
  EXPECT_EQ(rows(all.out), 25);
  EXPECT_THAT(all.out, Not(HasSubstr(" more: ")));
  const Ended json = Layout({"tools/layout/planted_many", "--json"});
  EXPECT_EQ(nlohmann::json::parse(json.out)["types"].size(), 25u) << "a program can choose itself";
}

TEST(LayoutCommand, LeavesOutTheTypesOfLibrariesAndSaysHowMany) {
  EXPECT_THAT(Layout({kPlanted}).out, EndsWith("\n\n1 of the standard library: --all shows them.\n"));
  EXPECT_EQ(Layout({"tools/layout/planted_library"}).out,
            "No struct or class with avoidable padding.\n\n1 of the standard library: --all shows them.\n");
  EXPECT_THAT(Layout({"tools/layout/planted_library", "--all"}).out, ContainsRegex("\n +[0-9]+ [^\n]* _IO_FILE\n"));
  EXPECT_THAT(Layout({"tools/layout/planted_odd"}).out, HasSubstr("_Widget: 16 instead of 24 B")) << "a user's";
}

TEST(LayoutCommand, PrintsJsonForPrograms) {
  const Ended ended = Layout({kPlanted, "planted::Record", "--json"});
  EXPECT_EQ(ended.code, kExitOk) << ended.err;
  const nlohmann::json type = nlohmann::json::parse(ended.out)["types"].at(0);
  EXPECT_EQ(type["name"], "planted::Record");
  EXPECT_EQ(type["hole_bytes"], 17);
  EXPECT_EQ(type["members"][1]["offset"], 8);
  EXPECT_EQ(type["members"][1]["fixed"], false);
  EXPECT_EQ(type["ordered"]["size"], 40);
  EXPECT_EQ(type["ordered"]["members"][0]["name"], "id");
  EXPECT_EQ(nlohmann::json::parse(Layout({kPlanted, "Flags", "--json"}).out)["types"][0]["unordered"],
            "has bit-fields");
}

TEST(LayoutCommand, FindsTheBinaryFromWhereTheUserStands) {
  setenv("BUILD_WORKING_DIRECTORY", "tools", 1);
  const Ended ended = Layout({"layout/planted", "planted::Record"});
  unsetenv("BUILD_WORKING_DIRECTORY");
  EXPECT_EQ(ended.code, kExitOk) << ended.err;
}

TEST(LayoutCommand, FailsWithTheWayOut) {
  const auto error = [](const std::vector<std::string>& words, int code) {
    const Ended ended = Layout(words);
    EXPECT_EQ(ended.code, code);
    EXPECT_THAT(ended.out, IsEmpty());
    EXPECT_THAT(ended.err, StartsWith("pawl: "));
    return ended.err;
  };
  EXPECT_THAT(error({"no/such/binary"}, kExitUsage), HasSubstr("no/such/binary: No such file"));
  EXPECT_THAT(error({kPlanted, "planted::Recrod"}, kExitUsage), HasSubstr("did you mean planted::Record?"));
  EXPECT_THAT(error({"tools/layout/planted_without"}, kExitError),
              AllOf(HasSubstr("has no debug information"), HasSubstr("--copt=-g --strip=never")));
  const std::string text = ::testing::TempDir() + "/text";
  std::ofstream(text) << "no binary\n";
  EXPECT_THAT(error({text}, kExitError), HasSubstr("is no ELF binary"));
}

}  // namespace
}  // namespace pawl
