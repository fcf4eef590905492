#ifndef PAWL_IMPLS_ENV_FILE_PROBLEM_CONTRACT_H_
#define PAWL_IMPLS_ENV_FILE_PROBLEM_CONTRACT_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "impls/env_file/contract_fixture.h"

// How every implementation tells what is wrong with a file.
namespace env_file {

template <typename Impl>
class EnvFileProblems : public EnvFileSuite<Impl> {};
TYPED_TEST_SUITE_P(EnvFileProblems);

TYPED_TEST_P(EnvFileProblems, AnErrorNamesFileLineColumnAndTheWayOut) {
  EXPECT_EQ(this->Error("A=1\n  junk # a=b\n"),
            ".env:2:3: line has no '='. Write KEY=value, or begin a comment with '#'; a value of several lines needs "
            "quotes");
  EXPECT_EQ(
      this->Error("A B=1"),
      ".env:1:3: 'B' cannot be in a key. Keys are letters, digits, '_' and other bytes but blanks, quotes, '#' and "
      "'='; write KEY=value");
  EXPECT_EQ(this->Error("A=1\r\n\r =1"), ".env:3:2: no key before '='. Name the variable, or remove the line");
  EXPECT_EQ(
      this->Error("A=1\nKEY= 'x\ny"),
      ".env:2:6: the value of KEY opens with ' and never closes. Add the closing '; to begin a value with ', put it "
      "in other quotes. A backslash before a quote can keep it from closing");
  EXPECT_EQ(
      this->Error("KEY='x\ny' z"),
      ".env:2:4: text after the value of KEY, which ended with its quote. Put all of it in the quotes, or begin a "
      "comment with '#'");
  EXPECT_EQ(this->Error("KEY=\"x\n\r\n ${A\""),
            ".env:3:2: '${' in the value of KEY begins no reference. Write ${NAME} or ${NAME:-text}, where text has no "
            "reference of its own; for the bytes as they stand write \\$ or use single quotes");
  EXPECT_EQ(this->Error("A=\"x\\q\"", TestOptions(Dotenvy())),
            ".env:1:5: '\\q' in the value of A is no escape. Write \\\\ for a backslash");
  EXPECT_EQ(this->Error("\xef\xbb\xbf"
                        "A=1",
                        TestOptions(Godotenv())),
            ".env:1:1: byte order mark. Remove it: save as UTF-8 without BOM");
}

TYPED_TEST_P(EnvFileProblems, BytesThatAreNoTextAreErrorsWhereverTheyAre) {
  const std::string_view nul("\0", 1);
  for (const std::string_view bad :
       {nul, std::string_view("\xff"), std::string_view("\xc3"), std::string_view("\x80"), std::string_view("\xc0\xaf"),
        std::string_view("\xed\xa0\x80"), std::string_view("\xf4\x90\x80\x80"), std::string_view("\xe2\x82")}) {
    for (const auto& [before, after] : std::vector<std::pair<std::string, std::string>>{{"A=1\n# ", "\n"},
                                                                                        {"A=1\nB=", "x\n"},
                                                                                        {"A=1\nB=\"", "\"\n"},
                                                                                        {"A=1\nB='", ""},
                                                                                        {"A=1\nB", "=1"},
                                                                                        {"A=1\nB='' #", ""}}) {
      const std::string error = this->Error(before + std::string(bad) + after);
      const std::string place = ".env:2:" + std::to_string(before.size() - 4 + 1) + ": ";
      const std::string what =
          bad == nul
              ? "NUL byte, which no environment can hold. Remove it; if every second byte is "
                "one, save as UTF-8"
              : "byte " + Shown(bad.substr(0, 1)) + " is not UTF-8. Save the file as UTF-8 (iconv -f latin1 -t utf-8)";
      EXPECT_EQ(error, place + what) << Shown(before + std::string(bad) + after);
    }
  }
}

TYPED_TEST_P(EnvFileProblems, MessagesKeepValuesSecret) {
  for (const std::string_view file :
       {"A=hunter2\nB='hunter2", "B='hunter2\nhunter2' x", "B=hunter2${", "B=\"hunter2${x y}\"", "hunter2",
        "A=hunter2\xff", "A=hunter2\x01\nhunter2 hunter2"}) {
    EXPECT_EQ(this->Error(file).find("hunter2"), std::string::npos) << this->Error(file);
  }
}

TYPED_TEST_P(EnvFileProblems, LimitsAreExact) {
  Options options = TestOptions();
  options.max_line_bytes = 8;
  options.max_entry_bytes = 20;
  EXPECT_EQ(this->Answer("A=123456\r\nB=\"12345\n12345678\n1\"", options), "A=123456|B=12345\n12345678\n1");
  EXPECT_EQ(
      this->Error("X=\nA=1234567\n", options),
      ".env:2:9: line has more than 8 bytes. Check that this is a .env file; break the value into lines in quotes, "
      "or raise max_line_bytes");
  EXPECT_EQ(this->Error("X=\nA=\"123\n123456789", options).substr(0, 38), ".env:3:9: line has more than 8 bytes. ");
  EXPECT_EQ(this->Error("X=\nB=\"12345\n12345678\n123\"", options),
            ".env:2:1: variable has more than 20 bytes with all its lines. Check that its quote is closed, or raise "
            "max_entry_bytes");
  options.max_line_bytes = 0;
  EXPECT_EQ(this->Error("A=1", options), "Options::max_line_bytes is 0. Leave it at its default");
}

TYPED_TEST_P(EnvFileProblems, TheFirstProblemInReadingOrderIsTold) {
  Options options = TestOptions();
  options.max_line_bytes = 8;
  EXPECT_EQ(this->Error("A='1\n\xff\n1'x", options).substr(0, 10), ".env:2:1: ");
  EXPECT_EQ(this->Error("\xff 1\n123456789", options).substr(0, 10), ".env:1:1: ");
  EXPECT_EQ(this->Error("\xff 3456789\n", options).substr(0, 10), ".env:1:9: ") << "a line's length comes first";
  EXPECT_EQ(this->Error("=\xff", options).substr(0, 10), ".env:1:2: ") << "its bytes come before its meaning";
}

TYPED_TEST_P(EnvFileProblems, WhatIsSkippedIsCountedAndTheFirstTold) {
  EXPECT_EQ(
      this->Of("junk\nA=1\n=2\nB='x' y\nC=${\nD=4\nE='5\nF=6", TestOptions(Lenient(Dialect()))),
      "A=1 at 2:1\nD=4 at 6:1\nF=6 at 8:1\n3 variables, 5 skipped, 0 warnings, INVALID_ARGUMENT: .env:1:1: line has "
      "no '='. Write KEY=value, or begin a comment with '#'; a value of several lines needs quotes");
  EXPECT_EQ(this->Of("A='C:\\'\nB='2'"), this->Error("A='C:\\'\nB='2'").insert(0, "INVALID_ARGUMENT: "));
  EXPECT_EQ(this->Of("A='x\\'y'"), "A=x\\'y at 1:1 (warning)\n1 variables, 0 skipped, 1 warnings, OK");
}

REGISTER_TYPED_TEST_SUITE_P(EnvFileProblems, AnErrorNamesFileLineColumnAndTheWayOut,
                            BytesThatAreNoTextAreErrorsWhereverTheyAre, MessagesKeepValuesSecret, LimitsAreExact,
                            TheFirstProblemInReadingOrderIsTold, WhatIsSkippedIsCountedAndTheFirstTold);

}  // namespace env_file

#endif  // PAWL_IMPLS_ENV_FILE_PROBLEM_CONTRACT_H_
