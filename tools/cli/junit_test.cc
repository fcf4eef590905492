#include "tools/cli/junit.h"

#include <map>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "pugixml.hpp"
#include "tools/cli/golden.h"
#include "tools/cli/test_result.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

pugi::xml_document Parsed(const std::string& text) {
  pugi::xml_document document;
  const pugi::xml_parse_result parsed = document.load_buffer(text.data(), text.size());
  EXPECT_TRUE(parsed) << parsed.description() << "\n" << text;
  return document;
}

// The suite of a rendered result whose counts have been checked against its elements.
pugi::xml_node Suite(const pugi::xml_document& document) {
  const pugi::xml_node suite = document.child("testsuites").child("testsuite");
  std::map<std::string, int> counts;
  for (const pugi::xml_node test : suite.children("testcase")) {
    ++counts["tests"];
    for (const pugi::xml_node outcome : test.children()) ++counts[outcome.name()];
  }
  EXPECT_EQ(suite.attribute("tests").as_int(-1), counts["tests"]);
  EXPECT_EQ(suite.attribute("failures").as_int(-1), counts["failure"]);
  EXPECT_EQ(suite.attribute("errors").as_int(-1), counts["error"]);
  EXPECT_EQ(suite.attribute("skipped").as_int(-1), counts["skipped"]);
  return suite;
}

TEST(JUnit, ShowsEveryVerdictAsAccepted) { ExpectGolden(RenderJUnit(EveryVerdict()), "every_verdict.xml"); }

TEST(JUnit, HasATestCaseForEveryRowWithTheElementOfItsVerdict) {
  const std::map<Verdict, std::string> elements = {
      {Verdict::kOk, ""},
      {Verdict::kRegressed, "failure"},
      {Verdict::kImproved, ""},
      {Verdict::kUnstable, "skipped"},
      {Verdict::kMissing, "failure"},
      {Verdict::kNew, "failure"},
      {Verdict::kIncomparable, "skipped"},
      {Verdict::kNotMeasured, "skipped"},
      {Verdict::kError, "error"},
  };
  ASSERT_EQ(elements.size(), kVerdicts.size());
  const Result result = EveryVerdict();
  const pugi::xml_document document = Parsed(RenderJUnit(result));
  pugi::xml_node test = Suite(document).child("testcase");
  for (const Row& row : result.rows) {
    EXPECT_EQ(test.attribute("classname").value(), result.target);
    EXPECT_EQ(test.attribute("name").value(), row.case_name + " " + row.comparison);
    EXPECT_EQ(test.first_child().name(), elements.at(row.verdict)) << Word(row.verdict);
    if (!elements.at(row.verdict).empty()) {
      EXPECT_THAT(test.first_child().text().get(), StartsWith(std::string(Word(row.verdict))));
      EXPECT_THAT(test.first_child().attribute("message").value(), StartsWith(std::string(Word(row.verdict))));
      EXPECT_THAT(test.first_child().attribute("message").value(), HasSubstr(row.reason));
    }
    test = test.next_sibling();
  }
  EXPECT_FALSE(test);
}

TEST(JUnit, AnErrorOfTheRunIsAnErrorOfATestCase) {
  Result result = EmptyResult();
  result.errors = {"killed by SIGSEGV", "and again"};
  const pugi::xml_document document = Parsed(RenderJUnit(result));
  const pugi::xml_node suite = Suite(document);
  EXPECT_EQ(suite.attribute("errors").as_int(), 2);
  const pugi::xml_node test = suite.child("testcase");
  EXPECT_STREQ(test.attribute("name").value(), "run");
  EXPECT_STREQ(test.child("error").attribute("message").value(), "error: killed by SIGSEGV");
}

TEST(JUnit, HostileTextIsWellFormedAndStaysText) {
  std::string hostile = "a]]><b>&\"'\n\t\x01\x1b[31m\x7f\x80\xff\xc3(\xef\xbf\xbf\xef\xbf\xbe";
  hostile += '\0';
  Result result = EmptyResult();
  result.target = result.pawl = hostile;
  result.errors = result.warnings = {hostile};
  for (const VerdictInfo& info : kVerdicts) {
    Row row = RowOf(info.verdict, hostile);
    row.case_name = row.reason = row.limit = row.limit_origin = row.level = hostile;
    result.rows.push_back(row);
  }
  const std::string text = RenderJUnit(result);
  const pugi::xml_document document = Parsed(text);
  const pugi::xml_node suite = Suite(document);
  EXPECT_EQ(suite.attribute("tests").as_int(), 10);
  EXPECT_THAT(suite.child("testcase").attribute("name").value(), HasSubstr("run"));
  EXPECT_THAT(suite.last_child().child("error").text().get(), HasSubstr("a]]><b>&\"'\n"));
  for (const char c : text) {
    EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') << static_cast<int>(c);
  }
  EXPECT_EQ(text.find("\xef\xbf\xbf"), std::string::npos) << "U+FFFF is no XML character";
  for (const char* reference : {"&#00;", "&#01;", "&#27;", "&#x"}) EXPECT_EQ(text.find(reference), std::string::npos);
  EXPECT_NO_THROW(nlohmann::json(text).dump()) << "the file is UTF-8";
}

TEST(JUnit, ARowOfNoCaseHasANameAndFails) {
  Result result = EmptyResult();
  result.rows = {RowOf(Verdict::kNotMeasured, "time")};
  result.rows[0].case_name.clear();
  result.rows[0].strict = "require: time";
  EXPECT_THAT(RenderJUnit(result), AllOf(HasSubstr("name=\"every case time\""), HasSubstr("<failure ")));
}

TEST(JUnit, AnEmptyRunIsAnEmptySuite) {
  const pugi::xml_document document = Parsed(RenderJUnit(EmptyResult()));
  EXPECT_EQ(Suite(document).attribute("tests").as_int(-1), 0);
}

TEST(RenderJUnit, WhatBlocksIsAFailureAndWhatIsMutedIsNone) {
  Result result = EmptyResult();
  result.rows = {RowOf(Verdict::kImproved), RowOf(Verdict::kRegressed), RowOf(Verdict::kOk)};
  result.rows[0].strict = "ratchet";
  result.rows[1].mute = result.rows[2].mute = "until 2026-12-31: being tuned";
  const std::string xml = RenderJUnit(result);
  EXPECT_THAT(xml, ::testing::HasSubstr("<failure message=\"improved"));
  EXPECT_THAT(xml, ::testing::HasSubstr("<skipped message=\"regressed"));
  EXPECT_THAT(xml, ::testing::HasSubstr("<system-out>muted until 2026-12-31: being tuned"));
}

}  // namespace
}  // namespace pawl
