#include "impls/archive_export/export_program.h"

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <sstream>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "impls/archive_export/tree.h"
#include "impls/temp_dir.h"

namespace archive_export {
namespace {

constexpr int64_t kNowSeconds = 1'796'000'000;  // 2026-11-30

// A project of three small files, and exporters that say what a test wants them to.
class Program : public ::testing::Test {
 protected:
  Program() : directory_(impls::TempDir::Make().value()), root_(directory_.path() / "project") {
    EXPECT_TRUE(impls::WriteFile(root_ / "a.txt", "text").ok());
    EXPECT_TRUE(impls::WriteFile(root_ / "d/b.txt", "text").ok());
    EXPECT_TRUE(impls::WriteFile(root_ / "d/e/c.txt", "text").ok());
  }

  int Run(std::vector<std::string> words) {
    out_.str("");
    err_.str("");
    calls_.clear();
    words.insert(words.end(), {"-o", directory_.path().string(), root_.string()});
    return archive_export::Run(words, {.standard = Exporter("standard", standard_),
                                       .streaming = Exporter("streaming", streaming_),
                                       .out = out_,
                                       .err = err_,
                                       .cores = 2,
                                       .now_s = kNowSeconds,
                                       .stop = stop_.get_token()});
  }

  struct Call {
    std::string method;
    std::filesystem::path archive;
    Options options;
  };

  ExportFunction Exporter(const char* method, const absl::Status& status) {
    return [this, method, status](const auto& root, const auto& archive,
                                  const Options& options) -> absl::StatusOr<Report> {
      EXPECT_EQ(root, root_);
      calls_.push_back({method, archive, options});
      if (!status.ok()) return status;
      Report report;
      report.method = method;
      report.archive = archive;
      report.files = 3;
      report.problems = problems_;
      return report;
    };
  }

  impls::TempDir directory_;
  std::filesystem::path root_;
  absl::Status standard_, streaming_;
  std::vector<Problem> problems_;
  std::stop_source stop_;
  std::ostringstream out_, err_;
  std::vector<Call> calls_;
};

TEST_F(Program, ExportsASmallProjectByTheStandardMethod) {
  EXPECT_EQ(Run({}), kExitOk);
  EXPECT_EQ(err_.str(), "");
  ASSERT_EQ(calls_.size(), 1u);
  EXPECT_EQ(calls_[0].method, "standard");
  EXPECT_EQ(calls_[0].archive, directory_.path() / "project_2026-11-30.zip");
  EXPECT_EQ(calls_[0].options.total_files, 5u);  // with two directories
  EXPECT_EQ(calls_[0].options.total_bytes, 12u);
  EXPECT_EQ(calls_[0].options.threads, 2u);  // 6 for small files, bounded by the cores
  EXPECT_NE(out_.str().find("method       standard: nothing is over its limit\n"), std::string::npos) << out_.str();
}

TEST_F(Program, HandsOnWhatTheCommandLineSays) {
  EXPECT_EQ(Run({"-f", "tar.zst", "--threads", "7", "--verify", "--stream-over-files", "2", "-n", "n{hash}", "-q"}),
            kExitOk);
  ASSERT_EQ(calls_.size(), 1u);
  EXPECT_EQ(calls_[0].method, "streaming");
  EXPECT_EQ(calls_[0].options.format, Format::kTarZst);
  EXPECT_EQ(calls_[0].options.threads, 7u);
  EXPECT_TRUE(calls_[0].options.verify);
  const std::string name = calls_[0].archive.filename();
  EXPECT_EQ(name.size(), 1u + 16 + 8) << name;
  EXPECT_EQ(out_.str(), "");
  // A changed project has another hash.
  ASSERT_TRUE(impls::WriteFile(root_ / "a.txt", "longer text").ok());
  EXPECT_EQ(Run({"-f", "tar.zst", "-n", "n{hash}", "-q"}), kExitOk);
  EXPECT_NE(calls_[0].archive.filename(), name);
}

TEST_F(Program, ExplainSaysWhichRuleDecided) {
  EXPECT_EQ(Run({"--explain", "--dry-run", "--stream-over-depth", "1"}), kExitOk);
  EXPECT_TRUE(calls_.empty());
  EXPECT_NE(out_.str().find("3 files, 12 B, in 2 directories"), std::string::npos) << out_.str();
  EXPECT_NE(out_.str().find("method: streaming, because depth 2 is over 1\n"), std::string::npos);
  EXPECT_NE(out_.str().find("would write "), std::string::npos);
  EXPECT_NE(out_.str().find("/project_2026-11-30.zip from 3 files of 12 B, by the streaming method\n"),
            std::string::npos);
}

TEST_F(Program, ReportsEachProblemAndIsThenNotOk) {
  problems_ = {{"a", absl::NotFoundError("/p/a: vanished. Export again"), false},
               {"b", absl::AbortedError("/p/b: grew while it was read. Export again"), true}};
  EXPECT_EQ(Run({}), kExitIncomplete);
  EXPECT_EQ(err_.str(), "skipped: /p/a: vanished. Export again\nchanged: /p/b: grew while it was read. Export again\n");
  EXPECT_NE(out_.str().find("archive "), std::string::npos);
}

TEST_F(Program, ReportsALinkThatLeadsOutOfACompleteArchive) {
  problems_ = {{"a", absl::FailedPreconditionError("/p/a: links to /etc, which is outside of /p"), true}};
  EXPECT_EQ(Run({}), kExitOk);
  EXPECT_EQ(err_.str(), "archived: /p/a: links to /etc, which is outside of /p\n");
}

TEST_F(Program, DryRunReportsWhatCannotBeListed) {
  ASSERT_EQ(mkfifo((root_ / "fifo").c_str(), 0600), 0);
  EXPECT_EQ(Run({"--dry-run"}), kExitIncomplete);
  EXPECT_EQ(err_.str().find("skipped: "), 0u) << err_.str();
  EXPECT_NE(err_.str().find("fifo"), std::string::npos);
}

TEST_F(Program, PrintsWhatMakesAnArchiveImpossible) {
  standard_ = absl::InternalError("/x/a.zip: cannot write: No space left on device. Free some space");
  EXPECT_EQ(Run({}), kExitError);
  EXPECT_EQ(err_.str(), "pawl_export: error: /x/a.zip: cannot write: No space left on device. Free some space\n");
  EXPECT_EQ(out_.str(), "");
  EXPECT_EQ(calls_.size(), 1u);
}

TEST_F(Program, StreamsWhereMemoryDoesNotSuffice) {
  standard_ = absl::ResourceExhaustedError("project: takes 12 bytes, over the limit of 5");
  EXPECT_EQ(Run({}), kExitOk);
  ASSERT_EQ(calls_.size(), 2u);
  EXPECT_EQ(calls_[1].method, "streaming");
  EXPECT_EQ(
      err_.str(),
      "pawl_export: note: streaming instead of the standard method: project: takes 12 bytes, over the limit of 5\n");
  EXPECT_NE(out_.str().find("method       streaming: the standard one could not\n"), std::string::npos);
  // Who asked for the standard method gets that or nothing.
  EXPECT_EQ(Run({"--method", "standard"}), kExitError);
  EXPECT_EQ(calls_.size(), 1u);
  // And if the other can't either, there is an error.
  streaming_ = absl::ResourceExhaustedError("disk full");
  EXPECT_EQ(Run({}), kExitError);
  EXPECT_EQ(calls_.size(), 2u);
  EXPECT_TRUE(err_.str().ends_with("pawl_export: error: disk full\n"));
}

TEST_F(Program, ReplacesAFileOnlyByForce) {
  ASSERT_TRUE(impls::WriteFile(directory_.path() / "x.zip", "precious").ok());
  EXPECT_EQ(Run({"-n", "x"}), kExitError);
  EXPECT_TRUE(calls_.empty());
  EXPECT_EQ(err_.str(), "pawl_export: error: " + (directory_.path() / "x.zip").string() +
                            " is there already. Give --force to replace it, or another --name or --output\n");
  EXPECT_EQ(Run({"-n", "x", "--force"}), kExitOk);
  EXPECT_EQ(calls_.size(), 1u);
}

TEST_F(Program, StopsWhileItListsTheDirectory) {
  stop_.request_stop();
  EXPECT_EQ(Run({}), kExitError);
  EXPECT_TRUE(calls_.empty());
  EXPECT_EQ(err_.str(), "pawl_export: error: stopped while the directory was listed\n");
}

TEST_F(Program, TellsUsageFromOtherErrors) {
  EXPECT_EQ(Run({"--level", "10"}), kExitUsage);
  EXPECT_EQ(Run({"--format", "rar"}), kExitUsage);
  EXPECT_NE(err_.str().find("rar"), std::string::npos);
  std::filesystem::remove_all(root_);
  EXPECT_EQ(Run({}), kExitError);
  EXPECT_NE(err_.str().find(root_.string()), std::string::npos) << err_.str();
}

TEST_F(Program, HelpIsNoError) {
  EXPECT_EQ(Run({"--help"}), kExitOk);
  EXPECT_NE(out_.str().find("Exit codes:"), std::string::npos);
  EXPECT_TRUE(calls_.empty());
}

TEST_F(Program, ASummaryThatNobodyGetsIsAnError) {
  out_.setstate(std::ios::badbit);
  EXPECT_EQ(Run({}), kExitError);
  EXPECT_NE(err_.str().find("standard output cannot be written"), std::string::npos);
}

}  // namespace
}  // namespace archive_export
