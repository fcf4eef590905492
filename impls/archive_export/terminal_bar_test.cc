#include "impls/archive_export/terminal_bar.h"

#include <fcntl.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "gtest/gtest.h"
#include "impls/fd.h"

namespace archive_export {
namespace {

Snapshot Half() {
  Snapshot snapshot;
  snapshot.percent = 42.9;
  snapshot.bytes = uint64_t{100} << 20;
  snapshot.total_bytes = uint64_t{233} << 20;
  snapshot.bytes_per_s = 350 << 20;
  snapshot.left_s = 3.14;
  snapshot.path = "src/long/path/to/main.cc";
  return snapshot;
}

TEST(BarLine, ShowsAllWhereThereIsRoom) {
  EXPECT_EQ(
      BarLine(Half(), 118),
      "writing    42 % [######>         ]  100.0 MiB of 233.0 MiB  350.0 MiB/s  3.1 s left  src/long/path/to/main.cc");
}

TEST(BarLine, LeavesOutWhatDoesNotFit) {
  EXPECT_EQ(BarLine(Half(), 100),
            "writing    42 % [####>     ]  100.0 MiB of 233.0 MiB  350.0 MiB/s  3.1 s left  ...ng/path/to/main.cc");
  EXPECT_EQ(BarLine(Half(), 80), "writing    42 % [###>    ]  100.0 MiB of 233.0 MiB  350.0 MiB/s  3.1 s left");
  EXPECT_EQ(BarLine(Half(), 70), "writing    42 %  100.0 MiB of 233.0 MiB  350.0 MiB/s  3.1 s left");
  EXPECT_EQ(BarLine(Half(), 60), "writing    42 %  100.0 MiB of 233.0 MiB  350.0 MiB/s");
  EXPECT_EQ(BarLine(Half(), 40), "writing    42 %  100.0 MiB of 233.0 MiB");
  EXPECT_EQ(BarLine(Half(), 20), "writing    42 %");
  EXPECT_EQ(BarLine(Half(), 14), "");
  EXPECT_EQ(BarLine(Half(), 0), "");
}

TEST(BarLine, IsNeverWiderThanTheTerminal) {
  Snapshot snapshot = Half();
  for (const double percent : {0.0, 0.4, 42.9, 99.99, 100.0}) {
    snapshot.percent = percent;
    for (size_t columns = 0; columns < 300; ++columns) EXPECT_LE(BarLine(snapshot, columns).size(), columns);
  }
}

TEST(BarLine, CountsColumnsNotBytes) {
  Snapshot snapshot = Half();
  snapshot.path = "öööööööööööööööööööööö";  // 22 columns
  const std::string narrow = BarLine(snapshot, 118);
  EXPECT_TRUE(narrow.ends_with("  " + snapshot.path)) << narrow;
  snapshot.path = "日本語日本語日本語日本語";  // 24
  EXPECT_TRUE(BarLine(snapshot, 118).ends_with("  " + snapshot.path));
  EXPECT_TRUE(BarLine(snapshot, 100).ends_with("  ...日本語日本語日本語")) << BarLine(snapshot, 100);
}

TEST(BarLine, ANameMovesNoCursor) {
  Snapshot snapshot = Half();
  snapshot.path = "a\x1b[2J\n\xff";
  EXPECT_TRUE(BarLine(snapshot, 200).ends_with("  a\\x1b[2J\\x0a\\xff"));
}

TEST(BarLine, SaysHundredOnlyAtTheEnd) {
  Snapshot snapshot = Half();
  snapshot.percent = 99.99;
  EXPECT_EQ(BarLine(snapshot, 15), "writing    99 %");
  snapshot.percent = 100;
  EXPECT_EQ(BarLine(snapshot, 15), "writing   100 %");
  EXPECT_NE(BarLine(snapshot, 118).find("[################]"), std::string::npos);
}

// A terminal of its own, whose other side the test reads.
class Terminal : public ::testing::Test {
 protected:
  Terminal() {
    setenv("TERM", "xterm", 1);
    int user = -1, program = -1;
    EXPECT_EQ(openpty(&user, &program, nullptr, nullptr, nullptr), 0);
    user_ = impls::Fd(user);
    program_ = impls::Fd(program);
    EXPECT_EQ(fcntl(user, F_SETFL, O_NONBLOCK), 0);
    SetColumns(120);
  }

  void SetColumns(uint16_t columns) {
    const winsize size = {.ws_row = 24, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
    EXPECT_EQ(ioctl(program_.get(), TIOCSWINSZ, &size), 0);
  }

  std::string Shown() {
    std::array<char, 4096> buffer;
    const ssize_t bytes = read(user_.get(), buffer.data(), buffer.size());
    return bytes < 0 ? "" : std::string(buffer.data(), static_cast<size_t>(bytes));
  }

  impls::Fd user_, program_;
};

TEST_F(Terminal, ShowsTheLineInItsWidthOfTheMoment) {
  TerminalBar bar(program_.get());
  ASSERT_TRUE(bar.is_shown());
  bar.Draw(Half());
  EXPECT_EQ(Shown(), "\r" + BarLine(Half(), 119) + "\x1b[K");
  SetColumns(41);
  bar.Draw(Half());
  EXPECT_EQ(Shown(), "\rwriting    42 %  100.0 MiB of 233.0 MiB\x1b[K");
  SetColumns(0);  // It does not say.
  bar.Draw(Half());
  EXPECT_EQ(Shown(), "\r" + BarLine(Half(), 79) + "\x1b[K");
}

TEST_F(Terminal, GetsItsLineBackOnce) {
  {
    TerminalBar bar(program_.get());
    bar.Clear();
    EXPECT_EQ(Shown(), "");
    bar.Draw(Half());
    Shown();
    bar.Clear();
    EXPECT_EQ(Shown(), "\r\x1b[K");
  }
  EXPECT_EQ(Shown(), "");
  {
    TerminalBar(program_.get()).Draw(Half());
  }
  EXPECT_TRUE(Shown().ends_with("\x1b[K\r\x1b[K"));
}

TEST_F(Terminal, ThatCannotClearALineGetsNoDrawings) {
  for (const char* const name : {"dumb", ""}) {
    setenv("TERM", name, 1);
    TerminalBar bar(program_.get());
    EXPECT_FALSE(bar.is_shown());
    bar.Draw(Half());
    EXPECT_EQ(Shown(), "");
  }
}

TEST(TerminalBar, DrawsNothingIntoPipes) {
  setenv("TERM", "xterm", 1);
  std::array<int, 2> ends = {-1, -1};
  ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK), 0);
  const impls::Fd out(ends[0]), in(ends[1]);
  TerminalBar bar(in.get());
  EXPECT_FALSE(bar.is_shown());
  bar.Draw(Half());
  bar.Clear();
  std::array<char, 1> byte;
  EXPECT_LT(read(out.get(), byte.data(), byte.size()), 0);
  EXPECT_FALSE(TerminalBar(-1).is_shown());
}

}  // namespace
}  // namespace archive_export
