#include "impls/env_file/env_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <string>
#include <thread>

#include "gtest/gtest.h"
#include "impls/env_file/classes.h"
#include "impls/env_file/conformance.h"
#include "impls/env_file/contract.h"
#include "impls/env_file/impls.h"
#include "impls/env_file/utf8.h"
#include "impls/typed_suite.h"

namespace env_file {
namespace {

PAWL_INSTANTIATE_CONTRACT(EnvFileContract, Impls);

TEST(Conformance, EveryDeviationIsACellThatDiffersFromItsParser) {
  for (const conformance::Deviation& deviation : conformance::Deviations()) {
    int found = 0;
    for (const conformance::Row& row : conformance::Rows()) {
      for (int i = 0; i < conformance::kColumns; ++i) {
        if (row.name != deviation.row || conformance::Columns()[i].name != deviation.column) continue;
        EXPECT_NE(row.answers[i], deviation.parser) << row.name;
        ++found;
      }
    }
    EXPECT_EQ(found, 1) << deviation.row << ", " << deviation.column;
  }
}

TEST(Conformance, EveryRowHasAnotherName) {
  std::set<std::string_view> names;
  for (const conformance::Row& row : conformance::Rows()) EXPECT_TRUE(names.insert(row.name).second) << row.name;
}

std::string FilledFile(const std::filesystem::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
  return path.string();
}

std::filesystem::path TestPath(const char* name) { return std::filesystem::path(testing::TempDir()) / name; }

TEST(FileSource, ReadsAFile) {
  const std::string path = FilledFile(TestPath("file.env"), "A=1\n" + corpus::TypicalFile(5000) + "Z=${A}");
  const absl::StatusOr<std::unique_ptr<FileSource>> source = FileSource::Open(path);
  ASSERT_TRUE(source.ok()) << source.status();
  const absl::StatusOr<std::string> text = ReadWhole(**source);
  ASSERT_TRUE(text.ok());
  TextSource in_memory(*text);
  const std::string want = Transcript<Baseline>(in_memory, TestOptions());
  for (int i = 0; i < 2; ++i) {
    const absl::StatusOr<std::unique_ptr<FileSource>> again = FileSource::Open(path);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(i == 0 ? Transcript<Streaming>(**again, TestOptions()) : Transcript<Optimized>(**again, TestOptions()),
              want);
  }
}

TEST(FileSource, ReadsAPipe) {
  const std::filesystem::path path = TestPath("pipe.env");
  std::filesystem::remove(path);
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  std::thread writer([&path] { FilledFile(path, "A=1\nB=2\n"); });
  const absl::StatusOr<std::unique_ptr<FileSource>> source = FileSource::Open(path);
  ASSERT_TRUE(source.ok()) << source.status();
  const std::string transcript = Transcript<Streaming>(**source, TestOptions());
  writer.join();
  EXPECT_EQ(transcript, "A=1 at 1:1\nB=2 at 2:1\n2 variables, 0 skipped, 0 warnings, OK");
}

TEST(FileSource, WhatCannotBeReadIsNamedWithTheWayOut) {
  const std::string gone = TestPath("gone.env").string();
  EXPECT_EQ(FileSource::Open(gone).status().ToString(),
            "NOT_FOUND: " + gone +
                ": cannot open: No such file or directory (errno 2). Check the path, or copy the "
                "project's .env.example to it");
  EXPECT_EQ(FileSource::Open(testing::TempDir()).status().ToString(),
            "FAILED_PRECONDITION: " + testing::TempDir() + ": is a directory. Name the .env file in it");
}

TEST(FileSource, AMessageBeginsWithItsPath) {
  const std::string path = FilledFile(TestPath("wrong.env"), "A=1\njunk\n");
  const absl::StatusOr<std::unique_ptr<FileSource>> source = FileSource::Open(path);
  ASSERT_TRUE(source.ok());
  EXPECT_NE(Transcript<Streaming>(**source, TestOptions()).find("INVALID_ARGUMENT: " + path + ":2:1: "),
            std::string::npos);
}

// Remembers how much it was asked for at once, which is what a window has room for.
class CountingSource : public TextSource {
 public:
  using TextSource::TextSource;

  absl::StatusOr<size_t> Read(char* data, size_t capacity_bytes) override {
    most_bytes = std::max(most_bytes, capacity_bytes);
    return TextSource::Read(data, capacity_bytes);
  }

  size_t most_bytes = 0;
};

TEST(Streaming, TheWindowDoesNotGrowWithTheFile) {
  const std::string file = corpus::TypicalFile(20'000);
  CountingSource source(file);
  Options options = TestOptions();
  options.window_bytes = 1000;
  EXPECT_NE(Transcript<Streaming>(source, options).find("17"), std::string::npos);
  EXPECT_LE(source.most_bytes, 1000u);
}

TEST(Streaming, AnEndlessLineIsRefusedBeforeItFillsTheMemory) {
  class Endless : public Source {
   public:
    Endless() : Source("endless.env") {}
    absl::StatusOr<size_t> Read(char* data, size_t capacity_bytes) override {
      std::fill_n(data, capacity_bytes, 'x');
      total_bytes += capacity_bytes;
      return capacity_bytes;
    }
    size_t total_bytes = 0;
  } source;
  EXPECT_NE(Transcript<Streaming>(source, TestOptions()).find("endless.env:1:65537: line has more than 65536 bytes"),
            std::string::npos);
  EXPECT_LE(source.total_bytes, 256u << 10);
}

TEST(Streaming, AnOpenQuoteIsRefusedBeforeItFillsTheMemory) {
  class Endless : public Source {
   public:
    Endless() : Source("endless.env") {}
    absl::StatusOr<size_t> Read(char* data, size_t capacity_bytes) override {
      for (size_t i = 0; i < capacity_bytes; ++i, ++total_bytes)
        data[i] = total_bytes < 3 ? "A='"[total_bytes] : "x\n"[i % 2];
      return capacity_bytes;
    }
    size_t total_bytes = 0;
  } source;
  EXPECT_NE(Transcript<Streaming>(source, TestOptions()).find("endless.env:1:1: variable has more than 1048576 bytes"),
            std::string::npos);
  EXPECT_LE(source.total_bytes, 2u << 20);
}

TEST(Streaming, AStopRequestIsNoticedBetweenTwoReads) {
  std::stop_source stop;
  class Slow : public Source {
   public:
    explicit Slow(std::stop_source& stop) : Source("slow.env"), stop_(stop) {}
    absl::StatusOr<size_t> Read(char* data, size_t) override {
      if (++reads == 3) stop_.request_stop();
      *data = 'x';
      return 1;
    }
    int reads = 0;

   private:
    std::stop_source& stop_;
  } source(stop);
  Options options = TestOptions();
  options.stop = stop.get_token();
  EXPECT_TRUE(Transcript<Streaming>(source, options).starts_with("CANCELLED: slow.env:1: "));
  EXPECT_EQ(source.reads, 3);
}

TEST(Classify, AgreesWithThePortableWay) {
  std::mt19937_64 random(1);
  for (size_t size = 0; size <= Classes::kMaxBytes; size += size < 300 ? 1 : 173) {
    std::string bytes;
    // Half of them are of some class.
    for (size_t i = 0; i < size; ++i)
      bytes += random() % 2 == 0 ? static_cast<char>(random()) : "a=\n\r\\$#\"' `\x7f"[random() % 12];
    Classes want, got;
    internal::ClassifyPortably(bytes, want);
    Classify(bytes, got);
    EXPECT_EQ(want.is_plain, got.is_plain);
    for (size_t at = 0; at <= size; ++at) {
      for (const auto bits : {&Classes::key_end, &Classes::line_break, &Classes::unquoted_turn, &Classes::quoted_turn,
                              &Classes::double_quote, &Classes::single_quote}) {
        ASSERT_EQ(Classes::At(want.*bits, at), Classes::At(got.*bits, at)) << size << " bytes, at " << at;
      }
    }
  }
}

TEST(Classify, KeyEndsAreWhatNoKeyHas) {
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    Classes classes;
    Classify({&c, 1}, classes);
    EXPECT_EQ(classes.key_end[0], IsKeyByte(c) ? 0u : 1u) << byte;
    EXPECT_EQ(classes.is_plain, byte > 0 && byte < 128) << byte;
  }
}

// All characters, one by one, and every sequence of a length that is none.
TEST(CheckText, AcceptsEveryCharacterAndNothingElse) {
  const auto utf8 = [](uint32_t c) {
    std::string s;
    if (c < 0x80) return std::string(1, static_cast<char>(c));
    const auto tail = [&s, c](int shift) { s += static_cast<char>(0x80 | (c >> shift & 0x3f)); };
    if (c < 0x800) {
      s += static_cast<char>(0xc0 | c >> 6);
    } else if (c < 0x10000) {
      s += static_cast<char>(0xe0 | c >> 12);
      tail(6);
    } else {
      s += static_cast<char>(0xf0 | c >> 18);
      tail(12);
      tail(6);
    }
    tail(0);
    return s;
  };
  for (uint32_t c = 1; c < 0x110000; ++c) {
    const std::string s = utf8(c);
    const bool is_character = c < 0xd800 || c > 0xdfff;
    const TextCheck check = CheckText(s);
    ASSERT_EQ(check.good_bytes, is_character ? s.size() : 0) << c;
    ASSERT_FALSE(check.truncated) << c;
  }
  EXPECT_EQ(CheckText("\xf4\x90\x80\x80").good_bytes, 0u);
  EXPECT_EQ(CheckText("a\xe0\x9f\xbf").good_bytes, 1u);
  EXPECT_TRUE(CheckText("a\xe2\x82").truncated);
  EXPECT_TRUE(CheckText("a\xf0").truncated);
  EXPECT_FALSE(CheckText("a\xe2(").truncated);
  const std::string long_text(1000, 'x');
  EXPECT_EQ(CheckText(long_text + "\xff").good_bytes, 1000u);
}

TEST(FlatTable, KeepsManyKeysOfAllSizes) {
  FlatTable table;
  std::mt19937_64 random(3);
  std::vector<std::string> keys;
  for (int i = 0; i < 20'000; ++i) keys.push_back(std::string(i % 40, 'k') + std::to_string(i));
  for (const std::string& key : keys) table.SetKeepingKey(std::string(key), table.Keep(key + "!"));
  EXPECT_EQ(table.size(), keys.size());
  for (const std::string& key : keys) ASSERT_EQ(table.Find(key), key + "!");
  for (size_t i = 0; i < keys.size(); i += 3) table.Set(keys[i], "new");
  EXPECT_EQ(table.size(), keys.size());
  EXPECT_EQ(table.Find(keys[3]), "new");
  EXPECT_EQ(table.Find(keys[4]), keys[4] + "!");
  EXPECT_EQ(table.Find("no key"), std::nullopt);
}

TEST(FlatTable, AnEmptyKeyIsAKey) {
  FlatTable table;
  EXPECT_EQ(table.Find(""), std::nullopt);
  table.SetKeepingKey("", "1");
  EXPECT_EQ(table.Find(""), "1");
}

TEST(Export, SetsWhatIsNotSetAndTheRestIfAsked) {
  setenv("PAWL_ENV_FILE_SET", "before", 1);
  unsetenv("PAWL_ENV_FILE_UNSET");
  const auto table = Optimized::Parse("PAWL_ENV_FILE_SET=1\nPAWL_ENV_FILE_UNSET=2", ".env", TestOptions());
  ASSERT_TRUE(table.ok());
  EXPECT_TRUE(Export(*table, Override::kNo).ok());
  EXPECT_EQ(ProcessEnvironment("PAWL_ENV_FILE_SET"), "before");
  EXPECT_EQ(ProcessEnvironment("PAWL_ENV_FILE_UNSET"), "2");
  EXPECT_TRUE(Export(*table, Override::kYes).ok());
  EXPECT_EQ(ProcessEnvironment("PAWL_ENV_FILE_SET"), "1");
  EXPECT_EQ(SetVariable("", "1", Override::kYes).ToString(),
            "INVALID_ARGUMENT: cannot set : Invalid argument. An environment variable needs a name without '='");
  unsetenv("PAWL_ENV_FILE_SET");
  unsetenv("PAWL_ENV_FILE_UNSET");
}

TEST(GetlineMap, TakesLinesForWhatTheyLookLike) {
  const auto variables = GetlineMap::Parse("# c\nA=1\n\nB='2'\njunk\nA=3");
  EXPECT_EQ(variables.size(), 2u);
  EXPECT_EQ(variables.at("A"), "3");
  EXPECT_EQ(variables.at("B"), "'2'");
}

TEST(Corpus, IsTheSameEverywhere) {
  const std::string file = corpus::TypicalFile(1000);
  EXPECT_EQ(file.size(), 54'900u);
  EXPECT_EQ(corpus::Digest(0, file), 233132956030855u);
  EXPECT_EQ(corpus::Digest(0, corpus::NastyFile(1)), 590474061099445088u);
}

}  // namespace
}  // namespace env_file
