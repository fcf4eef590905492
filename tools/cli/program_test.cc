#include "tools/cli/program.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/files.h"

namespace pawl {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ProgramExit Ended(const std::vector<std::string>& argv, const ProgramOptions& options = {}) {
  const absl::StatusOr<ProgramExit> exit = RunProgram(argv, options);
  EXPECT_TRUE(exit.ok()) << exit.status();
  return exit.value_or(ProgramExit());
}

TEST(Program, GivesItsOutputAndExitCode) {
  const ProgramExit exit = Ended({"sh", "-c", "echo a; echo b; exit 7"});
  EXPECT_EQ(exit.out, "a\nb\n");
  EXPECT_EQ(exit.code, 7);
}

TEST(Program, WordsAreNotAShellsWords) { EXPECT_EQ(Ended({"printf", "%s.", "a b", "$HOME", "'"}).out, "a b.$HOME.'."); }

TEST(Program, ASignalThatEndsItIsItsExitCode) { EXPECT_EQ(Ended({"sh", "-c", "kill -KILL $$"}).code, 128 + SIGKILL); }

TEST(Program, WhatInterruptedItDoesNotLookLikeItsFailure) {
  EXPECT_EQ(RunProgram({"sh", "-c", "kill -INT $$"}).status().code(), absl::StatusCode::kCancelled);
}

TEST(Program, WhatDoesNotExistIsNotFound) {
  const absl::Status status = RunProgram({"no-such-program-anywhere"}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("no-such-program-anywhere"));
}

TEST(Program, RunsInItsFolderWithAnEmptyInput) {
  const absl::StatusOr<ScratchFolder> scratch = ScratchFolder::Create();
  ASSERT_TRUE(scratch.ok()) << scratch.status();
  EXPECT_EQ(Ended({"sh", "-c", "pwd; cat"}, {.folder = scratch->path()}).out, scratch->path().string() + "\n");
}

TEST(Program, DoesNotSeeTheVariablesItMustNot) {
  setenv("PAWL_PROGRAM_TEST", "here", 1);
  const std::vector<std::string> argv = {"sh", "-c", "echo ${PAWL_PROGRAM_TEST-unset}"};
  EXPECT_EQ(Ended(argv).out, "here\n");
  EXPECT_EQ(Ended(argv, {.without = {"PAWL_PROGRAM_TEST"}}).out, "unset\n");
}

TEST(Program, ItsErrorsCanGoIntoAFile) {
  const absl::StatusOr<ScratchFolder> scratch = ScratchFolder::Create();
  ASSERT_TRUE(scratch.ok()) << scratch.status();
  const std::string file = scratch->path() / "errors";
  EXPECT_EQ(Ended({"sh", "-c", "echo out; echo bad >&2"}, {.stderr_file = file}).out, "out\n");
  EXPECT_EQ(ReadFile(file).value_or(""), "bad\n");
}

TEST(Program, LinesAreThoseThatSaySomething) { EXPECT_THAT(Lines("a\n\nb"), ElementsAre("a", "b")); }

// The last test: nothing starts afterwards.
TEST(ProgramDeathTest, AnInterruptionEndsWhatRunsAndLetsNothingStart) {
  EXPECT_EXIT(
      {
        const absl::StatusOr<ScratchFolder> scratch = ScratchFolder::Create();
        const std::string started = scratch->path() / "started";
        std::thread interrupter([&] {
          while (!std::filesystem::exists(started)) std::this_thread::yield();
          InterruptPrograms();
        });
        const absl::StatusCode code =
            RunProgram({"sh", "-c", "touch " + started + "; exec sleep 1000"}).status().code();
        interrupter.join();
        const absl::StatusCode later = RunProgram({"true"}).status().code();
        std::_Exit(code == absl::StatusCode::kCancelled && later == code ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace pawl
