#ifndef PAWL_IMPLS_LOG_AGGREGATOR_CONTRACT_FIXTURE_H_
#define PAWL_IMPLS_LOG_AGGREGATOR_CONTRACT_FIXTURE_H_

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "impls/log_aggregator/impls.h"
#include "impls/temp_dir.h"

namespace log_aggregator {

inline std::string Content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// What a pipe or socket gives until its other ends are closed.
inline std::string ReadToEnd(int fd) {
  std::string bytes;
  std::array<char, 4096> buffer;
  for (ssize_t size = 0; (size = read(fd, buffer.data(), buffer.size())) > 0;) {
    bytes.append(buffer.data(), static_cast<size_t>(size));
  }
  return bytes;
}

struct Ends {
  Fd out, in;
};

inline Ends Pipe(int flags = 0) {
  std::array<int, 2> ends = {-1, -1};
  EXPECT_EQ(pipe2(ends.data(), O_CLOEXEC | flags), 0);
  return {Fd(ends[0]), Fd(ends[1])};
}

// Each test has a directory, and an aggregator that it makes.
template <typename Impl>
class LogFixture : public ::testing::Test {
 protected:
  using Source = typename Impl::Source;
  using Template = typename Impl::Template;

  LogFixture() : directory_(impls::TempDir::Make().value()), path_(directory_.path() / "log") {}

  // Logs to the file, unless `options` say another.
  Impl& Make(Options options = {}) {
    if (options.file < 0) {
      file_ = OpenLog(path_).value();
      options.file = file_.get();
    }
    log_ = Impl::Make(options).value();
    return *log_;
  }

  // One message of `source` with these arguments; returns whether it was accepted.
  template <typename... Arguments>
  bool Log(std::string_view source, std::string_view text, const Arguments&... arguments) {
    return log_->Log(Severity::kInfo, log_->AddSource(source).value(), log_->AddTemplate(text).value(), arguments...);
  }

  // The file's lines, without their times.
  std::vector<std::string> Lines() const { return WithoutTimes(Content(path_)); }

  static std::vector<std::string> WithoutTimes(std::string_view bytes) {
    std::vector<std::string> lines = corpus::SplitLines(bytes);
    for (std::string& line : lines) {
      if (corpus::Line read; corpus::ReadLine(line, read)) line.erase(0, read.time.size() + 1);
    }
    return lines;
  }

  // The text of the one line that a message gives.
  template <typename... Arguments>
  std::string TextOf(std::string_view text, const Arguments&... arguments) {
    Make();
    EXPECT_TRUE(Log("a", text, arguments...));
    EXPECT_TRUE(log_->Flush().ok());
    log_.reset();
    const std::vector<std::string> lines = corpus::SplitLines(Content(path_));
    std::filesystem::remove(path_);
    corpus::Line read;
    if (lines.size() != 1 || !corpus::ReadLine(lines[0], read)) return "not one line";
    return read.text;
  }

  impls::TempDir directory_;
  std::filesystem::path path_;
  Fd file_;
  std::unique_ptr<Impl> log_;  // ends before the file is closed
};

}  // namespace log_aggregator

#endif  // PAWL_IMPLS_LOG_AGGREGATOR_CONTRACT_FIXTURE_H_
