#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_CONTRACT_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_CONTRACT_H_

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "impls/archive_export/contract_fixture.h"
#include "impls/random.h"

namespace archive_export {

// What every exporter must do with trees that stand still.
template <typename Exporter>
class ExportContract : public ExportFixture<Exporter> {
 protected:
  // Kinds of entries of which the seeded trees have none.
  void WriteOddEntries() {
    namespace fs = std::filesystem;
    this->File("empty", "");
    this->File("a/b/c/d/e/f/g/h/i/j/k/deep", "deep");
    fs::create_directories(this->root() / "empty_directory");
    this->File("run.sh", "#!/bin/sh\n");
    chmod((this->root() / "run.sh").c_str(), 0750);
    chmod((this->root() / "empty_directory").c_str(), 0700);
    fs::create_symlink("run.sh", this->root() / "link");
    fs::create_symlink("nowhere", this->root() / "dangling");
    fs::create_symlink("a/b", this->root() / "link_to_directory");
    this->File("sorts/x", "before or after");
    this->File("sorts.txt", "sorts's own entries");
    this->File("sorts-1", "come between");
  }
};

TYPED_TEST_SUITE_P(ExportContract);

TYPED_TEST_P(ExportContract, EveryFormatIsExtractedToTheSameTree) {
  ASSERT_TRUE(corpus::WriteTree(this->root(), corpus::SmallTree(2 << 20)).ok());
  this->WriteOddEntries();
  const Snapshot tree = SnapshotOf(this->root());
  for (const Format format : kFormats) {
    const Report report = this->ExportAll({.format = format, .threads = 2, .verify = true});
    EXPECT_EQ(report.verified_entries, tree.size()) << FormatName(format);
    EXPECT_EQ(report.files + report.directories + report.links, tree.size());
    EXPECT_EQ(report.links, 3u);
    EXPECT_EQ(report.archive_bytes, std::filesystem::file_size(this->archive(format)));
    EXPECT_EQ(report.method, TypeParam::kMethod);
    this->ExpectExtractsTo(tree, format);
  }
}

TYPED_TEST_P(ExportContract, EveryLevelIsExtractedToTheSameTree) {
  ASSERT_TRUE(corpus::WriteTree(this->root(), corpus::SmallTree(256 << 10)).ok());
  this->File("large.txt", this->LargeText(1'100'000));
  const Snapshot tree = SnapshotOf(this->root());
  for (const Level level : {Level::Store(), Level::Small(), Level::Number(1), Level::Number(2), Level::Number(3),
                            Level::Number(4), Level::Number(9)}) {
    for (const Format format : {Format::kZip, Format::kTarGz, Format::kTarZst}) {
      if (level == Level::Store() && format != Format::kZip) continue;
      this->ExportAll({.format = format, .level = level, .threads = 2, .verify = true});
      EXPECT_EQ(Differences(tree, this->Extracted(ToolsFor(format)[0], this->archive(format))),
                std::vector<std::string>())
          << FormatName(format) << " " << LevelName(level);
    }
  }
  this->ExportAll({.format = Format::kSevenZip, .level = Level::Store(), .verify = true});
  this->ExpectExtractsTo(tree, Format::kSevenZip);
}

TYPED_TEST_P(ExportContract, AnEmptyTreeIsAnArchiveOfNothing) {
  for (const Format format : kFormats) {
    const Report report = this->ExportAll({.format = format, .verify = true});
    EXPECT_EQ(report.files + report.directories + report.links, 0u);
    for (const Tool& tool : ToolsFor(format)) {
      if (format == Format::kZip) continue;  // They take it for a mistake.
      EXPECT_EQ(this->Extracted(tool, this->archive(format)), Snapshot()) << FormatName(format);
    }
  }
}

TYPED_TEST_P(ExportContract, TheSameTreeGivesTheSameBytesForAnyNumberOfThreads) {
  ASSERT_TRUE(corpus::WriteTree(this->root(), corpus::SmallTree(1 << 20)).ok());
  this->File("large.txt", this->LargeText(600'000));
  for (const Format format : kFormats) {
    this->ExportAll({.format = format, .threads = 1, .read_ahead = 1, .fixed_time_s = 1'600'000'000});
    const std::string first = ContentOf(this->archive(format));
    for (const auto& entry : std::filesystem::recursive_directory_iterator(this->root())) {
      utimensat(AT_FDCWD, entry.path().c_str(), nullptr, AT_SYMLINK_NOFOLLOW);
    }
    for (const size_t threads : {2, 5}) {
      this->ExportAll({.format = format, .threads = threads, .chunk_bytes = 1000, .fixed_time_s = 1'600'000'000});
      EXPECT_TRUE(ContentOf(this->archive(format)) == first) << FormatName(format) << ", " << threads << " threads";
    }
  }
}

TYPED_TEST_P(ExportContract, NamesKeepTheirBytes) {
  this->File("with space and 'quotes' \"double\"", "1");
  this->File("-rf", "2");
  this->File("\xc3\xa4\xe2\x82\xac\xf0\x9f\x90\xa7", "3");
  this->File(std::string(255, 'n'), "4");
  this->File(std::string(200, 'd') + "/" + std::string(200, 'e') + "/file", "5");
  const Snapshot tree = SnapshotOf(this->root());
  for (const Format format : kFormats) {
    this->ExportAll({.format = format, .verify = true});
    this->ExpectExtractsTo(tree, format);
  }
}

TYPED_TEST_P(ExportContract, NamesThatAreNotUtf8KeepTheirBytesWhereTheFormatHasBytes) {
  this->File("latin1_\xe4\xf6", "1");
  const Snapshot tree = SnapshotOf(this->root());
  for (const Format format : kFormats) {
    if (format == Format::kSevenZip) continue;
    this->ExportAll({.format = format, .verify = true});
    for (const Tool& tool : ToolsFor(format)) {
      if (tool.name == "7z") continue;  // takes the bytes of zip for a code page
      EXPECT_EQ(Differences(tree, this->Extracted(tool, this->archive(format))), std::vector<std::string>());
    }
  }
  const absl::StatusOr<Report> report = this->Export({.format = Format::kSevenZip});
  ASSERT_TRUE(report.ok()) << report.status();
  ASSERT_EQ(report->problems.size(), 1u);
  EXPECT_FALSE(report->problems[0].archived);
  EXPECT_EQ(report->problems[0].status.code(), absl::StatusCode::kInvalidArgument);
}

// GNU tar reads and 7z lists names of any length; no tool extracts them.
TYPED_TEST_P(ExportContract, PathsBeyondTheSystemsLimitAreArchived) {
  const std::string part(200, 'p');
  impls::Fd directory(open(this->root().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  std::string path;
  for (int depth = 0; depth < 30; ++depth) {
    ASSERT_EQ(mkdirat(directory.get(), part.c_str(), 0755), 0);
    directory = impls::Fd(openat(directory.get(), part.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    path += part + "/";
  }
  const impls::Fd file(openat(directory.get(), "file", O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
  ASSERT_EQ(write(file.get(), "content", 7), 7);
  ASSERT_EQ(symlinkat("file", directory.get(), "link"), 0);
  for (const Format format : kFormats) {
    const Report report = this->ExportAll({.format = format, .verify = true});
    EXPECT_EQ(report.verified_entries, 32u) << FormatName(format);
  }
  const std::string list =
      "tar -tf '" + this->archive(Format::kTar).native() + "' | grep -cx '" + path + "file' >/dev/null";
  EXPECT_EQ(std::system(list.c_str()), 0);
}

TYPED_TEST_P(ExportContract, LoopsOfLinksAreNotEntered) {
  this->File("directory/file", "1");
  std::filesystem::create_directory_symlink(".", this->root() / "directory/self");
  std::filesystem::create_directory_symlink("../directory", this->root() / "directory/up");
  const Snapshot tree = SnapshotOf(this->root());
  for (const Format format : kFormats) {
    const Report report = this->ExportAll({.format = format, .verify = true});
    EXPECT_EQ(report.links, 2u);
    const Tool tool = ToolsFor(format)[0];
    if (tool.name == "7z") continue;  // does not make such links
    EXPECT_EQ(Differences(tree, this->Extracted(tool, this->archive(format))), std::vector<std::string>());
  }
}

TYPED_TEST_P(ExportContract, WhatIsNoFileIsReportedAndTheRestArchived) {
  this->File("before", "1");
  this->File("z", "2");
  const Snapshot tree = SnapshotOf(this->root());
  ASSERT_EQ(mkfifo((this->root() / "pipe").c_str(), 0644), 0);
  for (const Format format : kFormats) {
    const absl::StatusOr<Report> report = this->Export({.format = format, .verify = true});
    ASSERT_TRUE(report.ok()) << report.status();
    ASSERT_EQ(report->problems.size(), 1u);
    EXPECT_EQ(report->problems[0].path, "pipe");
    EXPECT_FALSE(report->problems[0].archived);
    EXPECT_EQ(report->problems[0].status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_NE(report->problems[0].status.message().find((this->root() / "pipe").native() + ": is a named pipe"),
              std::string::npos);
    this->ExpectExtractsTo(tree, format);
  }
}

TYPED_TEST_P(ExportContract, SparseFilesAreTheZerosThatTheyRead) {
  const std::filesystem::path path = this->File("sparse", "begin");
  ASSERT_EQ(truncate(path.c_str(), (1 << 20) + 5), 0);
  const Snapshot tree = SnapshotOf(this->root());
  for (const Format format : kFormats) {
    this->ExportAll({.format = format, .verify = true});
    this->ExpectExtractsTo(tree, format);
  }
}

TYPED_TEST_P(ExportContract, DuplicatesAreHardLinksInTarAndCopiesElsewhere) {
  const std::string content = impls::RandomBytes(5, 700'000);
  this->File("a/first", content);
  this->File("b/second", content);
  this->File("c/third", content);
  chmod((this->root() / "c/third").c_str(), 0640);
  this->File("d/same_size", impls::RandomBytes(6, 700'000));
  for (const char* name : {"a/first", "b/second"}) {
    const timespec times[2] = {{1'500'000'000, 0}, {1'500'000'000, 0}};
    utimensat(AT_FDCWD, (this->root() / name).c_str(), times, 0);
  }
  const Snapshot tree = SnapshotOf(this->root());
  for (const Format format : kFormats) {
    const Report report = this->ExportAll({.format = format, .deduplicate = true, .verify = true});
    const bool is_tar = format != Format::kZip && format != Format::kSevenZip;
    EXPECT_EQ(report.duplicate_files, is_tar ? 1u : 0u) << FormatName(format);
    EXPECT_EQ(report.duplicate_bytes, is_tar ? 700'000u : 0u);
    this->ExpectExtractsTo(tree, format);
    const std::filesystem::path extracted = this->directory_.path() / "extracted";
    EXPECT_EQ(std::filesystem::equivalent(extracted / "a/first", extracted / "b/second"), is_tar);
  }
}

TYPED_TEST_P(ExportContract, NamesOfOneFileStayHardLinksInTar) {
  this->File("a", "one file");
  std::filesystem::create_hard_link(this->root() / "a", this->root() / "b");
  const Snapshot tree = SnapshotOf(this->root());
  const Report report = this->ExportAll({.format = Format::kTar, .verify = true, .top = "project"});
  EXPECT_EQ(report.duplicate_files, 1u);
  this->Extracted(ToolsFor(Format::kTar)[0], this->archive(Format::kTar));
  const std::filesystem::path extracted = this->directory_.path() / "extracted/project";
  EXPECT_EQ(Differences(tree, SnapshotOf(extracted)), std::vector<std::string>());
  EXPECT_TRUE(std::filesystem::equivalent(extracted / "a", extracted / "b"));
}

TYPED_TEST_P(ExportContract, TheTopDirectoryStandsBeforeAllNames) {
  this->File("a/file", "1");
  for (const Format format : kFormats) {
    this->ExportAll({.format = format, .verify = true, .top = "project/1.0"});
    for (const Tool& tool : ToolsFor(format)) {
      EXPECT_TRUE(this->Extracted(tool, this->archive(format)).contains("project/1.0/a/file")) << FormatName(format);
    }
  }
  for (const char* top : {"/absolute", "..", "a/../b", "a//b", "./a", "a/"}) {
    EXPECT_EQ(this->Export({.top = top}).status().code(), absl::StatusCode::kInvalidArgument) << top;
  }
}

// Files that begin with what cannot be compressed and go on with what can.
TYPED_TEST_P(ExportContract, TheBeginningOfAFileDoesNotDecideAlone) {
  const std::string random = impls::RandomBytes(1, 64 << 10);
  this->File("small", random + this->LargeText(300'000));
  this->File("large", random + this->LargeText(2'000'000));
  this->File("stored", impls::RandomBytes(2, 300'000));
  this->File("stored_large", impls::RandomBytes(2, 1'300'000));
  std::map<std::string, std::string> methods;
  this->ExportAll({.format = Format::kZip, .on_entry = [&](const EntryReport& entry) {
                     methods[std::string(entry.path)] = entry.method;
                     EXPECT_FALSE(entry.reason.empty());
                   }});
  EXPECT_EQ(methods["small"], "deflated");
  EXPECT_EQ(methods["large"], "deflated");
  EXPECT_EQ(methods["stored"], "stored");
  EXPECT_EQ(methods["stored_large"], "stored");
}

TYPED_TEST_P(ExportContract, ProgressRisesToAllFilesAndBytes) {
  ASSERT_TRUE(corpus::WriteTree(this->root(), corpus::SmallTree(1 << 20)).ok());
  for (const Format format : kFormats) {
    std::map<Stage, Progress> last;
    const Report report = this->ExportAll({.format = format,
                                           .verify = true,
                                           .progress =
                                               [&](const Progress& progress) {
                                                 Progress& before = last[progress.stage];
                                                 EXPECT_GE(progress.files, before.files);
                                                 EXPECT_GE(progress.bytes, before.bytes);
                                                 EXPECT_GE(progress.elapsed_s, before.elapsed_s);
                                                 EXPECT_EQ(progress.total_files, 7u);
                                                 before = progress;
                                               },
                                           .total_files = 7});
    EXPECT_EQ(last[Stage::kWriting].files, report.files + report.directories + report.links) << FormatName(format);
    EXPECT_EQ(last[Stage::kWriting].bytes, report.input_bytes);
    EXPECT_EQ(last[Stage::kVerifying].files, report.verified_entries);
  }
}

TYPED_TEST_P(ExportContract, TheFilterTakesOutWithoutAReport) {
  this->File("kept/file", "1");
  this->File("left/below/file", "2");
  const Report report = this->ExportAll({.filter = [](const Entry& entry) { return entry.path != "left"; }});
  EXPECT_EQ(report.files, 1u);
  EXPECT_EQ(report.directories, 1u);
}

REGISTER_TYPED_TEST_SUITE_P(ExportContract, EveryFormatIsExtractedToTheSameTree, EveryLevelIsExtractedToTheSameTree,
                            AnEmptyTreeIsAnArchiveOfNothing, TheSameTreeGivesTheSameBytesForAnyNumberOfThreads,
                            NamesKeepTheirBytes, NamesThatAreNotUtf8KeepTheirBytesWhereTheFormatHasBytes,
                            PathsBeyondTheSystemsLimitAreArchived, LoopsOfLinksAreNotEntered,
                            WhatIsNoFileIsReportedAndTheRestArchived, SparseFilesAreTheZerosThatTheyRead,
                            DuplicatesAreHardLinksInTarAndCopiesElsewhere, NamesOfOneFileStayHardLinksInTar,
                            TheTopDirectoryStandsBeforeAllNames, TheBeginningOfAFileDoesNotDecideAlone,
                            ProgressRisesToAllFilesAndBytes, TheFilterTakesOutWithoutAReport);

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_CONTRACT_H_
