#ifndef PAWL_IMPLS_LOG_AGGREGATOR_CONTRACT_H_
#define PAWL_IMPLS_LOG_AGGREGATOR_CONTRACT_H_

#include <time.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "impls/log_aggregator/contract_fixture.h"

namespace log_aggregator {

// What a message looks like in the log and in tails.
template <typename Impl>
class LineContract : public LogFixture<Impl> {};

TYPED_TEST_SUITE_P(LineContract);

TYPED_TEST_P(LineContract, AMessageIsOneLine) {
  TypeParam& log = this->Make();
  const auto source = log.AddSource("//app:image").value();
  const auto message = log.AddTemplate("request {} took {} ms for {}").value();
  EXPECT_TRUE(log.Log(Severity::kInfo, source, message, 7, 0.25, "a"));
  EXPECT_TRUE(log.Log(Severity::kWarning, source, message, -1, 100000.0, std::string("b c")));
  EXPECT_TRUE(log.Log(Severity::kError, source, message, uint64_t{1} << 63, 1e300, std::string_view("")));
  ASSERT_TRUE(log.Flush().ok());
  EXPECT_EQ(this->Lines(), (std::vector<std::string>{"I //app:image request 7 took 0.25 ms for a",
                                                     "W //app:image request -1 took 100000 ms for b c",
                                                     "E //app:image request 9223372036854775808 took 1e+300 ms for "}));
  EXPECT_EQ(log.stats().written, 3u);
  EXPECT_EQ(log.stats().dropped, 0u);
  EXPECT_EQ(log.stats().lost, 0u);
}

TYPED_TEST_P(LineContract, ArgumentsOfEveryKind) {
  EXPECT_EQ(this->TextOf("{}", true), "true");
  EXPECT_EQ(this->TextOf("{}", 'x'), "x");
  EXPECT_EQ(this->TextOf("{}", '\n'), "\\n");
  EXPECT_EQ(this->TextOf("{}", int8_t{-5}), "-5");
  EXPECT_EQ(this->TextOf("{}", std::numeric_limits<int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(this->TextOf("{}", std::numeric_limits<uint64_t>::max()), "18446744073709551615");
  EXPECT_EQ(this->TextOf("{}", 0.1), "0.1");
  EXPECT_EQ(this->TextOf("{}", 0.1F), "0.1");
  EXPECT_EQ(this->TextOf("{}", std::numeric_limits<double>::infinity()), "inf");
  EXPECT_EQ(this->TextOf("{}", -std::numeric_limits<double>::denorm_min()), "-5e-324");
  EXPECT_EQ(this->TextOf("{}", std::numeric_limits<double>::max()), "1.7976931348623157e+308");
}

TYPED_TEST_P(LineContract, NoArgumentIsLostAndNoneIsMadeUp) {
  EXPECT_EQ(this->TextOf("plain"), "plain");
  EXPECT_EQ(this->TextOf(""), "");
  EXPECT_EQ(this->TextOf("{}{}", 1, 2), "12");
  EXPECT_EQ(this->TextOf("{} of {}", 1), "1 of {}");
  EXPECT_EQ(this->TextOf("one {}", 1, "two", 3), "one 1 two 3");
  EXPECT_EQ(this->TextOf("", 1), " 1");
  EXPECT_EQ(this->TextOf("{ {0} {{}}", 1), "{ {0} {1}");
  EXPECT_EQ(this->TextOf("{} {}", "{}", 2), "{} 2");
  EXPECT_EQ(this->TextOf("{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5),
            "0123456789012345");
}

TYPED_TEST_P(LineContract, ControlCharactersAreWritten) {
  EXPECT_EQ(this->TextOf("a\nb\tc\rd\\"), "a\\nb\\tc\\rd\\\\");
  EXPECT_EQ(this->TextOf("{}", "\x1b[31mred\x7f"), "\\x1B[31mred\\x7F");
  EXPECT_EQ(this->TextOf("{}",
                         "\xC2\x9B"
                         "31m"),
            "\\xC2\\x9B31m");
  EXPECT_EQ(this->TextOf("{}", "\xC2\xA0\xC3\xA9"), "\xC2\xA0\xC3\xA9");
  EXPECT_EQ(this->TextOf("{}{}", "\xC2", "\x9B"), "\\xC2\x9B");
  EXPECT_EQ(this->TextOf("\xC2{}\xC2{}", "\x9B"), "\\xC2\x9B\\xC2{}");
  EXPECT_EQ(this->TextOf("{}", std::string_view("\0", 1)), "\\x00");
}

TYPED_TEST_P(LineContract, HostileTextsStayOneLineAndCanBeHadBack) {
  for (const std::string& text : corpus::HostileTexts()) {
    for (size_t before = 0; before < 9; ++before) {  // wherever it lies in a word
      const std::string whole = std::string(before, 'x') + text;
      const std::string line = this->TextOf("{}", whole);
      EXPECT_EQ(corpus::Unescaped(line), whole);
      EXPECT_FALSE(corpus::HasMarker(line)) << line;
    }
  }
}

TYPED_TEST_P(LineContract, NamesOfSourcesAreOneWord) {
  TypeParam& log = this->Make();
  EXPECT_TRUE(this->Log("two words\n", "text"));
  EXPECT_TRUE(this->Log("\\[1", "text"));
  ASSERT_TRUE(log.Flush().ok());
  EXPECT_EQ(this->Lines(), (std::vector<std::string>{"I two\\x20words\\n text", "I \\\\[1 text"}));
}

TYPED_TEST_P(LineContract, TextBeyondTheLimitIsCutAndCounted) {
  const std::string most(kMaxTextBytes, 'm');
  EXPECT_EQ(this->TextOf("{}", most), most);
  EXPECT_EQ(this->TextOf("{}", most + "xy"), most + "\\[2 bytes cut]");
  EXPECT_EQ(this->TextOf("{}-{}-{}-{}", "ab", most, 5, "cd"),
            "ab-" + most.substr(2) + "\\[2 bytes cut]-5-\\[2 bytes cut]");
  EXPECT_TRUE(corpus::HasMarker(this->TextOf("{}", most + "x")));
  std::string worst;
  for (size_t i = 0; i < kMaxTextBytes; ++i) worst += "\\x01";
  EXPECT_EQ(this->TextOf("{}", std::string(kMaxTextBytes + 1, '\x01')), worst + "\\[1 bytes cut]");
  EXPECT_EQ(this->TextOf(std::string(kMaxTemplateBytes, '\x01')), worst.substr(0, 4 * kMaxTemplateBytes));
}

TYPED_TEST_P(LineContract, WhatIsTooLongOrEmptyIsRefusedWithTheWayOut) {
  TypeParam& log = this->Make();
  EXPECT_EQ(log.AddSource("").status().ToString(),
            "INVALID_ARGUMENT: a source has no name. Give it one: its lines are found by it");
  EXPECT_TRUE(log.AddSource(std::string(kMaxNameBytes, 'n')).ok());
  EXPECT_EQ(log.AddSource(std::string(kMaxNameBytes + 1, 'n')).status().ToString(),
            "INVALID_ARGUMENT: the name of a source has 257 bytes, at most 256 are allowed: "
            "\"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn...\". Shorten it; what varies belongs into arguments");
  EXPECT_TRUE(log.AddTemplate(std::string(kMaxTemplateBytes, 't')).ok());
  EXPECT_EQ(log.AddTemplate(std::string(kMaxTemplateBytes + 1, 't')).status().code(),
            absl::StatusCode::kInvalidArgument);
  Options options;
  options.interval_ms = 0;
  EXPECT_EQ(TypeParam::Make(options).status().ToString(),
            "INVALID_ARGUMENT: interval_ms is 0. Set it to 1 ms to 1 hour");
  options = {};
  options.queue_bytes = (size_t{1} << 30) + 1;
  EXPECT_EQ(TypeParam::Make(options).status().code(), absl::StatusCode::kInvalidArgument);
}

TYPED_TEST_P(LineContract, TimesAreNowAndDoNotGoBack) {
  TypeParam& log = this->Make();
  const auto text_of = [](time_t seconds) {
    tm parts = {};
    gmtime_r(&seconds, &parts);
    std::array<char, 32> text;
    return std::string(text.data(), strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts));
  };
  const time_t before = time(nullptr);
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(this->Log("a", "text"));
  ASSERT_TRUE(log.Flush().ok());
  const time_t after = time(nullptr);
  std::string last = text_of(before - 1);  // time(2) may be a tick ahead of the clock that is used
  for (const std::string& line : corpus::SplitLines(Content(this->path_))) {
    corpus::Line read;
    ASSERT_TRUE(corpus::ReadLine(line, read)) << line;
    EXPECT_LE(last, read.time);
    last = read.time;
  }
  EXPECT_LE(last.substr(0, 19), text_of(after));
}

TYPED_TEST_P(LineContract, TheLastFiveOfEachSourceAreKept) {
  TypeParam& log = this->Make();
  const auto a = log.AddSource("a").value();
  const auto b = log.AddSource("b").value();
  const auto message = log.AddTemplate("line {} {}").value();
  EXPECT_TRUE(log.Tail(a).empty());
  for (int i = 0; i < 40; ++i) {
    EXPECT_TRUE(log.Log(Severity::kInfo, a, message, i, std::string(i % 7 == 0 ? 5000 : i, 'x')));
    if (i < 3) {
      EXPECT_TRUE(log.Log(Severity::kError, b, message, i, "\n"));
    }
    ASSERT_TRUE(log.Flush().ok());
    ASSERT_EQ(log.Tail(a).size(), std::min<size_t>(i + 1, kTailLines));
  }
  std::vector<std::string> lines_of_a;
  for (const std::string& line : corpus::SplitLines(Content(this->path_))) {
    if (line.find(" I a ") != std::string::npos) lines_of_a.push_back(line);
  }
  ASSERT_EQ(lines_of_a.size(), 40u);
  EXPECT_EQ(log.Tail(a), std::vector<std::string>(lines_of_a.end() - kTailLines, lines_of_a.end()));
  ASSERT_EQ(log.Tail(b).size(), 3u);
  EXPECT_EQ(log.Tail(b)[2].substr(25), "E b line 2 \\n");
}

TYPED_TEST_P(LineContract, OneNameIsOneSource) {
  TypeParam& log = this->Make();
  EXPECT_TRUE(this->Log("a", "first"));
  EXPECT_TRUE(this->Log("a", "second"));
  ASSERT_TRUE(log.Flush().ok());
  EXPECT_EQ(log.Tail(log.AddSource("a").value()).size(), 2u);
}

TYPED_TEST_P(LineContract, TailsDoNotGrowWithTheLog) {
  TypeParam& log = this->Make();
  const auto calls = corpus::Calls(3, 4000, 16);
  const auto names = corpus::Names(16);
  const auto templates = corpus::Templates();
  size_t after_first_round = 0;
  for (int round = 0; round < 4; ++round) {
    for (const corpus::Call& call : calls) {
      EXPECT_TRUE(this->Log(names[call.source], templates[call.message], call.count, call.ms, call.text));
    }
    ASSERT_TRUE(log.Flush().ok());
    if (round == 0) after_first_round = log.RetainedBytes();
  }
  EXPECT_GT(after_first_round, 0u);
  EXPECT_LE(log.RetainedBytes(), after_first_round * 5 / 4);
}

REGISTER_TYPED_TEST_SUITE_P(LineContract, AMessageIsOneLine, ArgumentsOfEveryKind, NoArgumentIsLostAndNoneIsMadeUp,
                            ControlCharactersAreWritten, HostileTextsStayOneLineAndCanBeHadBack,
                            NamesOfSourcesAreOneWord, TextBeyondTheLimitIsCutAndCounted,
                            WhatIsTooLongOrEmptyIsRefusedWithTheWayOut, TimesAreNowAndDoNotGoBack,
                            TheLastFiveOfEachSourceAreKept, OneNameIsOneSource, TailsDoNotGrowWithTheLog);

}  // namespace log_aggregator

#endif  // PAWL_IMPLS_LOG_AGGREGATOR_CONTRACT_H_
