#ifndef PAWL_IMPLS_ENV_FILE_CONTRACT_H_
#define PAWL_IMPLS_ENV_FILE_CONTRACT_H_

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "impls/env_file/conformance.h"
#include "impls/env_file/impls.h"
#include "impls/env_file/transcript.h"

// What every implementation must do.
namespace env_file {

// A text in two reads, the first of `first_bytes`; then, if asked for, an error of the source's.
class SplitSource : public Source {
 public:
  SplitSource(std::string_view text, size_t first_bytes, absl::Status at_end = absl::OkStatus())
      : Source(".env"), parts_{text.substr(0, first_bytes), text.substr(first_bytes)}, at_end_(std::move(at_end)) {}

  absl::StatusOr<size_t> Read(char* data, size_t capacity_bytes) override {
    std::string_view& part = parts_[0].empty() ? parts_[1] : parts_[0];
    const size_t size = part.copy(data, capacity_bytes);
    part.remove_prefix(size);
    if (size == 0 && !at_end_.ok()) return at_end_;
    return size;
  }

 private:
  std::string_view parts_[2];
  const absl::Status at_end_;
};

template <typename Impl>
class EnvFileContract : public testing::Test {
 public:  // What an implementation gives is compared with what the first one does.
  static std::string Of(std::string_view text, const Options& options = TestOptions()) {
    TextSource source(text);
    return Transcript<Impl>(source, options);
  }

  // The error that ends a file.
  static std::string Error(std::string_view text, const Options& options = TestOptions()) {
    const std::string transcript = Of(text, options);
    const size_t error = transcript.find("INVALID_ARGUMENT: ");
    return error == std::string::npos ? "no error: " + transcript : transcript.substr(error + 18);
  }

  // As conformance.h writes it.
  static std::string Answer(std::string_view text, const Options& options) {
    const absl::StatusOr<typename Impl::Table> table = Impl::Parse(text, ".env", options);
    if (!table.ok()) return "error";
    std::string answer;
    table->ForEach([&answer](std::string_view key, std::string_view value) {
      if (!answer.empty()) answer += "|";
      answer.append(key).append("=").append(value);
    });
    return answer;
  }

  static std::string Reference(std::string_view text, const Options& options) {
    TextSource source(text);
    return Transcript<Baseline>(source, options);
  }
};
TYPED_TEST_SUITE_P(EnvFileContract);

TYPED_TEST_P(EnvFileContract, EachDialectAnswersAsItsParserDoes) {
  const std::vector<conformance::Column> columns = conformance::Columns();
  for (const conformance::Row& row : conformance::Rows()) {
    for (size_t i = 0; i < columns.size(); ++i) {
      EXPECT_EQ(this->Answer(row.file, TestOptions(columns[i].dialect)), row.answers[i])
          << row.name << " in the dialect " << columns[i].name;
    }
  }
}

TYPED_TEST_P(EnvFileContract, VariablesComeInOrderWithTheirPositions) {
  EXPECT_EQ(this->Of("A=1\n# c\n\n  B = \"x\ny\" # c\nexport\tA=${A}2\r\nC='z'"),
            "A=1 at 1:1\nB=x\ny at 4:3\nA=12 at 6:8\nC=z at 7:1\n4 variables, 0 skipped, 0 warnings, OK");
  EXPECT_EQ(this->Of(""), "0 variables, 0 skipped, 0 warnings, OK");
  EXPECT_EQ(this->Of("\xef\xbb\xbf"), "0 variables, 0 skipped, 0 warnings, OK");
  EXPECT_EQ(this->Of("\xef\xbb\xbf"
                     "A=1"),
            "A=1 at 1:1\n1 variables, 0 skipped, 0 warnings, OK");
}

TYPED_TEST_P(EnvFileContract, ReferencesNameEarlierKeysThenTheEnvironmentThenNothing) {
  const Options options = TestOptions();
  EXPECT_EQ(this->Answer("X=${A}\nA=1\nY=${A}${HOME}${B}.\nA=2\nZ=${A}", options),
            "X=environment's A|A=2|Y=1/home/x.|Z=2");
  EXPECT_EQ(this->Answer("X=${EMPTY:-d}${B:-}${A:-d}${B:-${}", options), "error");
  EXPECT_EQ(this->Answer("X=${EMPTY:-d}${B:-}${A:-d}", options), "X=denvironment's A");
  EXPECT_EQ(this->Answer("A-B.c=1\nX=${A-B.c}", options), "A-B.c=1|X=1");
  EXPECT_EQ(this->Answer("A=\"\\${A}\"\nB=\\${A}\nC='${A}'\nD=$A$", options), "A=${A}|B=${A}|C=${A}|D=$A$");
  Options alone = options;
  alone.environment = nullptr;
  EXPECT_EQ(this->Answer("X=${HOME}.", alone), "X=.");
}

TYPED_TEST_P(EnvFileContract, ATableFindsTheLastValueOfAKey) {
  const auto table = TypeParam::Parse("A=1\nB=\"x\\ny\"\nA=3\n", ".env", TestOptions());
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(table->size(), 2u);
  EXPECT_EQ(table->Find("A"), "3");
  EXPECT_EQ(table->Find("B"), "x\ny");
  EXPECT_EQ(table->Find("C"), std::nullopt);
  EXPECT_EQ(table->summary().variables, 3u);
  const auto empty = TypeParam::Parse("", ".env", TestOptions());
  ASSERT_TRUE(empty.ok());
  EXPECT_EQ(empty->Find("A"), std::nullopt);
}

TYPED_TEST_P(EnvFileContract, AMovedTableKeepsItsValues) {
  auto table = TypeParam::Parse("A=1\nB=\"x\\ny\"\n", ".env", TestOptions());
  const typename TypeParam::Table moved = *std::move(table);
  EXPECT_EQ(moved.Find("A"), "1");
  EXPECT_EQ(moved.Find("B"), "x\ny");
}

TYPED_TEST_P(EnvFileContract, AnErrorNamesFileLineColumnAndTheWayOut) {
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

TYPED_TEST_P(EnvFileContract, BytesThatAreNoTextAreErrorsWhereverTheyAre) {
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

TYPED_TEST_P(EnvFileContract, MessagesKeepValuesSecret) {
  for (const std::string_view file :
       {"A=hunter2\nB='hunter2", "B='hunter2\nhunter2' x", "B=hunter2${", "B=\"hunter2${x y}\"", "hunter2",
        "A=hunter2\xff", "A=hunter2\x01\nhunter2 hunter2"}) {
    EXPECT_EQ(this->Error(file).find("hunter2"), std::string::npos) << this->Error(file);
  }
}

TYPED_TEST_P(EnvFileContract, LimitsAreExact) {
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

TYPED_TEST_P(EnvFileContract, TheFirstProblemInReadingOrderIsTold) {
  Options options = TestOptions();
  options.max_line_bytes = 8;
  EXPECT_EQ(this->Error("A='1\n\xff\n1'x", options).substr(0, 10), ".env:2:1: ");
  EXPECT_EQ(this->Error("\xff 1\n123456789", options).substr(0, 10), ".env:1:1: ");
  EXPECT_EQ(this->Error("\xff 3456789\n", options).substr(0, 10), ".env:1:9: ") << "a line's length comes first";
  EXPECT_EQ(this->Error("=\xff", options).substr(0, 10), ".env:1:2: ") << "its bytes come before its meaning";
}

TYPED_TEST_P(EnvFileContract, WhatIsSkippedIsCountedAndTheFirstTold) {
  EXPECT_EQ(
      this->Of("junk\nA=1\n=2\nB='x' y\nC=${\nD=4\nE='5\nF=6", TestOptions(Lenient(Dialect()))),
      "A=1 at 2:1\nD=4 at 6:1\nF=6 at 8:1\n3 variables, 5 skipped, 0 warnings, INVALID_ARGUMENT: .env:1:1: line has "
      "no '='. Write KEY=value, or begin a comment with '#'; a value of several lines needs quotes");
  EXPECT_EQ(this->Of("A='C:\\'\nB='2'"), this->Error("A='C:\\'\nB='2'").insert(0, "INVALID_ARGUMENT: "));
  EXPECT_EQ(this->Of("A='x\\'y'"), "A=x\\'y at 1:1 (warning)\n1 variables, 0 skipped, 1 warnings, OK");
}

TYPED_TEST_P(EnvFileContract, AnErrorStays) {
  TextSource source("A=1\njunk\nB=2");
  const Options options = TestOptions();
  const Lookup none;
  typename TypeParam::Reader reader(source, options, none);
  ASSERT_TRUE(reader.Next().ok());
  const absl::Status first = reader.Next().status();
  EXPECT_FALSE(first.ok());
  EXPECT_EQ(reader.Next().status(), first);
}

TYPED_TEST_P(EnvFileContract, TheEndStays) {
  TextSource source("A=1\n");
  const Options options = TestOptions();
  const Lookup none;
  typename TypeParam::Reader reader(source, options, none);
  ASSERT_NE(*reader.Next(), nullptr);
  EXPECT_EQ(*reader.Next(), nullptr);
  EXPECT_EQ(*reader.Next(), nullptr);
  EXPECT_EQ(reader.summary().variables, 1u);
}

TYPED_TEST_P(EnvFileContract, AStopRequestEndsItBeforeTheNextEntry) {
  std::stop_source stop;
  Options options = TestOptions();
  options.stop = stop.get_token();
  TextSource source("A=1\n\nB=2\nC=3\n");
  const Lookup none;
  typename TypeParam::Reader reader(source, options, none);
  ASSERT_EQ((*reader.Next())->key, "A");
  ASSERT_EQ((*reader.Next())->key, "B");
  stop.request_stop();
  EXPECT_EQ(reader.Next().status().ToString(),
            "CANCELLED: .env:4: stopped on request. What came before was delivered; start again from the beginning");
  EXPECT_TRUE(absl::IsCancelled(reader.Next().status()));
  EXPECT_TRUE(absl::IsCancelled(TypeParam::Parse("A=1", ".env", options).status()));
}

TYPED_TEST_P(EnvFileContract, AVisitorMayEndIt) {
  TextSource source("A=1\nB=2\nC=3\n");
  const Options options = TestOptions();
  const Lookup none;
  typename TypeParam::Reader reader(source, options, none);
  std::string keys;
  const absl::StatusOr<Summary> summary = Visit(reader, [&keys](const Variable& variable) {
    keys += variable.key;
    return variable.key != "B";
  });
  EXPECT_EQ(keys, "AB");
  EXPECT_TRUE(summary.ok());
}

TYPED_TEST_P(EnvFileContract, ASourcesErrorIsPassedOn) {
  SplitSource source("A=1\n", 4, absl::DataLossError("disk on fire"));
  const std::string transcript = Transcript<TypeParam>(source, TestOptions());
  EXPECT_TRUE(transcript.ends_with("DATA_LOSS: disk on fire")) << transcript;
}

// Splits between any two bytes, by the source and by the window.
TYPED_TEST_P(EnvFileContract, TheResultIsTheSameForEverySplitPosition) {
  std::string file = corpus::TypicalFile(40, /*seed=*/7);
  file +=
      "X=\"a\r\nb\\\"\\n${X}\"\r\n Y = 'c\\' d' # e\r\n\r\nexport Z=\xe2\x82\xac # f\rjunk\n='\nV=`1`\rW=\"\xc3\xbc";
  for (const Dialect& dialect : {Dialect(), Lenient(Dialect()), NodeDotenv(), PythonDotenv()}) {
    Options options = TestOptions(dialect);
    const std::string want = this->Reference(file, options);
    for (size_t first = 0; first <= file.size(); ++first) {
      SplitSource source(file, first);
      ASSERT_EQ(Transcript<TypeParam>(source, options), want) << "split at " << first;
      options.window_bytes = std::max<size_t>(first, 1);
      TextSource in_windows(file, ".env", /*chunk_bytes=*/1 + first % 7);
      ASSERT_EQ(Transcript<TypeParam>(in_windows, options), want) << "window of " << options.window_bytes;
    }
  }
}

TYPED_TEST_P(EnvFileContract, AllShortFilesEqualTheReference) {
  constexpr std::string_view kBytes = "A=\"'\\ #\n\r$";
  std::vector<std::string> files = {""};
  for (size_t i = 0; i < files.size() && files[i].size() < 5; ++i) {
    for (const char c : kBytes) files.push_back(files[i] + c);
  }
  const Options strict = TestOptions(), lenient = TestOptions(Lenient(NodeDotenv()));
  for (const std::string& file : files) {
    ASSERT_EQ(this->Of(file, strict), this->Reference(file, strict)) << Shown(file);
    ASSERT_EQ(this->Of(file, lenient), this->Reference(file, lenient)) << Shown(file);
  }
}

TYPED_TEST_P(EnvFileContract, RandomFilesInRandomDialectsEqualTheReference) {
  for (uint64_t seed = 0; seed < 15'000; ++seed) {
    const std::string file = corpus::NastyFile(seed);
    Options options = TestOptions(seed % 3 == 0 ? Dialect() : corpus::AnyDialect(seed));
    if (seed % 5 == 0) options.max_line_bytes = 1 + seed / 5 % 90;
    if (seed % 7 == 0) options.max_entry_bytes = 1 + seed / 7 % 120;
    options.window_bytes = 1 + seed % 70;
    TextSource source(file, ".env", 1 + seed % 9);
    ASSERT_EQ(Transcript<TypeParam>(source, options), this->Reference(file, options)) << "seed " << seed;
    ASSERT_EQ(this->Answer(file, options), EnvFileContract<Baseline>::Answer(file, options)) << "seed " << seed;
  }
}

// Longer than any stretch, window or block that an implementation looks at once.
TYPED_TEST_P(EnvFileContract, LongFilesEqualTheReference) {
  std::string file = corpus::TypicalFile(3000, /*seed=*/5);
  file += "LONG='" + corpus::TypicalFile(2000, /*seed=*/6);
  std::replace(file.begin() + 200'000, file.end(), '\'', '~');
  file += "'\nAFTER=" + std::string(50'000, 'x') + "\n";
  for (const bool has_text : {true, false}) {
    if (!has_text) file[120'000] = '\xff';
    const Options options = TestOptions();
    ASSERT_EQ(this->Of(file, options), this->Reference(file, options));
  }
}

REGISTER_TYPED_TEST_SUITE_P(EnvFileContract, EachDialectAnswersAsItsParserDoes, VariablesComeInOrderWithTheirPositions,
                            ReferencesNameEarlierKeysThenTheEnvironmentThenNothing, ATableFindsTheLastValueOfAKey,
                            AMovedTableKeepsItsValues, AnErrorNamesFileLineColumnAndTheWayOut,
                            BytesThatAreNoTextAreErrorsWhereverTheyAre, MessagesKeepValuesSecret, LimitsAreExact,
                            TheFirstProblemInReadingOrderIsTold, WhatIsSkippedIsCountedAndTheFirstTold, AnErrorStays,
                            TheEndStays, AStopRequestEndsItBeforeTheNextEntry, AVisitorMayEndIt,
                            ASourcesErrorIsPassedOn, TheResultIsTheSameForEverySplitPosition,
                            AllShortFilesEqualTheReference, RandomFilesInRandomDialectsEqualTheReference,
                            LongFilesEqualTheReference);

}  // namespace env_file

#endif  // PAWL_IMPLS_ENV_FILE_CONTRACT_H_
