#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_CONTRACT_FAULTS_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_CONTRACT_FAULTS_H_

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "impls/archive_export/contract_fixture.h"
#include "impls/file_privileges.h"
#include "impls/random.h"

namespace archive_export {

// A limit of this process, for the life of the object.
class Limited {
 public:
  Limited(int resource, rlim_t most) : resource_(static_cast<__rlimit_resource>(resource)) {
    getrlimit(resource_, &before_);
    rlimit now = before_;
    now.rlim_cur = most;
    setrlimit(resource_, &now);
  }
  ~Limited() { setrlimit(resource_, &before_); }
  Limited(const Limited&) = delete;
  Limited& operator=(const Limited&) = delete;

 private:
  const __rlimit_resource resource_;
  rlimit before_ = {};
};

// The first number that open() would not give, with `more` files open beside those that are.
inline rlim_t DescriptorsFor(int more) {
  std::vector<int> opened;
  for (int i = 0; i < more; ++i) opened.push_back(open("/dev/null", O_RDONLY | O_CLOEXEC));
  const int last = opened.empty() ? -1 : *std::max_element(opened.begin(), opened.end());
  for (const int fd : opened) close(fd);
  return static_cast<rlim_t>(last) + 1;
}

// What every exporter must do when something goes wrong.
template <typename Exporter>
class FaultContract : public ExportFixture<Exporter> {
 protected:
  // Does `damage` once Tree has listed the file `path` and before its content is read.
  static Options WhenListed(Format format, const std::string& path, const std::function<void()>& damage) {
    Options options{.format = format, .threads = 2, .verify = true};
    options.filter = [path, damage](const Entry& entry) {
      if (entry.path == path) damage();
      return true;
    };
    return options;
  }

  void ExpectNothingLeft() { EXPECT_EQ(this->NamesIn(this->out()), std::vector<std::string>()); }
};

TYPED_TEST_SUITE_P(FaultContract);

TYPED_TEST_P(FaultContract, AMissingRootIsNamed) {
  const std::filesystem::path root = this->directory_.path() / "gone";
  const absl::Status status = this->exporter_.Export(root, this->archive(Format::kZip), {}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(status.message(),
            root.native() +
                ": cannot list: No such file or directory (errno 2). Check the path; if it was there a "
                "moment ago, export again when nothing writes to the tree");
  this->ExpectNothingLeft();
}

TYPED_TEST_P(FaultContract, AnArchiveThatCannotBeWrittenIsNamed) {
  this->File("file", "1");
  const absl::Status status = this->exporter_.Export(this->root(), this->out() / "gone/a.zip", {}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_NE(status.message().find((this->out() / "gone/a.zip").native() + ": cannot be written"), std::string::npos);
}

TYPED_TEST_P(FaultContract, WhatCannotBeReadIsReportedAndTheRestArchived) {
  this->File("a", "1");
  chmod(this->File("b/secret", "2").c_str(), 0);
  this->File("closed/below", "3");
  chmod((this->root() / "closed").c_str(), 0);
  this->File("z", "4");
  for (const Format format : kFormats) {
    absl::StatusOr<Report> report = absl::InternalError("");
    {
      const impls::WithoutFilePrivileges as_everybody;
      report = this->Export({.format = format, .threads = 2, .verify = true});
    }
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_EQ(report->files, 2u) << FormatName(format);
    ASSERT_EQ(report->problems.size(), 2u) << FormatName(format);
    for (const Problem& problem : report->problems) {
      EXPECT_TRUE(problem.path == "b/secret" || problem.path == "closed") << problem.path;
      EXPECT_EQ(problem.status.code(), absl::StatusCode::kPermissionDenied);
    }
  }
  chmod((this->root() / "closed").c_str(), 0755);
}

TYPED_TEST_P(FaultContract, AVanishedFileIsReportedAndTheArchiveSound) {
  for (const size_t bytes : {100, 1'500'000}) {
    for (const Format format : kFormats) {
      std::filesystem::remove_all(this->root());
      this->File("a", "1");
      const std::filesystem::path gone = this->File("b/gone", this->LargeText(bytes));
      this->File("c", "2");
      Snapshot rest = SnapshotOf(this->root());
      rest.erase("b/gone");
      const absl::StatusOr<Report> report =
          this->Export(this->WhenListed(format, "b/gone", [&] { std::filesystem::remove(gone); }));
      ASSERT_TRUE(report.ok()) << report.status();
      ASSERT_EQ(report->problems.size(), 1u) << FormatName(format);
      EXPECT_EQ(report->problems[0].path, "b/gone");
      EXPECT_FALSE(report->problems[0].archived);
      EXPECT_EQ(report->problems[0].status.code(), absl::StatusCode::kNotFound) << report->problems[0].status;
      const Snapshot extracted = this->Extracted(ToolsFor(format)[0], this->archive(format));
      for (const auto& [path, line] : rest) {
        if (path == "b") continue;  // whose time the removal changed
        EXPECT_EQ(extracted.at(path), line) << FormatName(format);
      }
      EXPECT_FALSE(extracted.contains("b/gone"));
    }
  }
}

TYPED_TEST_P(FaultContract, AFileThatGrowsIsCutAndReported) {
  for (const size_t bytes : {100, 1'500'000}) {
    const std::string content = this->LargeText(bytes);
    for (const Format format : kFormats) {
      const std::filesystem::path path = this->File("file", content);
      const absl::StatusOr<Report> report = this->Export(this->WhenListed(
          format, "file", [&] { EXPECT_TRUE(impls::AppendToFile(path, std::string(700'000, 'x')).ok()); }));
      ASSERT_TRUE(report.ok()) << report.status();
      ASSERT_EQ(report->problems.size(), 1u) << FormatName(format);
      EXPECT_TRUE(report->problems[0].archived);
      EXPECT_EQ(report->problems[0].status.code(), absl::StatusCode::kAborted);
      EXPECT_NE(report->problems[0].status.message().find(std::to_string(bytes) + " bytes before, "),
                std::string::npos);
      this->Extracted(ToolsFor(format)[0], this->archive(format));
      EXPECT_TRUE(ContentOf(this->directory_.path() / "extracted/file") == content) << FormatName(format);
    }
  }
}

TYPED_TEST_P(FaultContract, AFileThatIsCutShortKeepsWhatWasReadAndTheArchiveIsSound) {
  for (const size_t bytes : {1000, 1'500'000}) {
    const std::string content = this->LargeText(bytes);
    for (const Format format : kFormats) {
      const std::filesystem::path path = this->File("file", content);
      this->File("later", "2");
      const absl::StatusOr<Report> report = this->Export(this->WhenListed(
          format, "file", [&] { EXPECT_EQ(truncate(path.c_str(), static_cast<off_t>(bytes / 2)), 0); }));
      ASSERT_TRUE(report.ok()) << report.status();
      ASSERT_EQ(report->problems.size(), 1u) << FormatName(format);
      EXPECT_TRUE(report->problems[0].archived);
      EXPECT_EQ(report->problems[0].status.code(), absl::StatusCode::kAborted);
      const Snapshot extracted = this->Extracted(ToolsFor(format)[0], this->archive(format));
      EXPECT_TRUE(extracted.contains("later"));
      const std::string got = ContentOf(this->directory_.path() / "extracted/file");
      ASSERT_GE(got.size(), bytes / 2);
      EXPECT_EQ(got.substr(0, bytes / 2), content.substr(0, bytes / 2));
      EXPECT_EQ(got.find_first_not_of('\0', bytes / 2), std::string::npos) << "only zeros follow";
    }
  }
}

TYPED_TEST_P(FaultContract, AStopLeavesNothing) {
  ASSERT_TRUE(corpus::WriteTree(this->root(), corpus::SmallTree(1 << 20)).ok());
  for (const Format format : kFormats) {
    for (const int entries : {0, 1, 30}) {
      std::stop_source source;
      if (entries == 0) source.request_stop();
      int seen = 0;
      Options options{.format = format, .threads = 2, .verify = true, .stop = source.get_token()};
      options.on_entry = [&](const EntryReport&) {
        if (++seen == entries) source.request_stop();
      };
      EXPECT_EQ(this->Export(options).status().code(), absl::StatusCode::kCancelled) << FormatName(format);
      this->ExpectNothingLeft();
    }
  }
}

TYPED_TEST_P(FaultContract, AFullDiskLeavesWhatWasThereBefore) {
  this->File("file", impls::RandomBytes(1, 900'000));
  signal(SIGXFSZ, SIG_IGN);
  for (const Format format : kFormats) {
    ASSERT_TRUE(corpus::WriteFile(this->archive(format), "older").ok());
    absl::Status status;
    {
      const Limited file_sizes(RLIMIT_FSIZE, 300'000);
      status = this->Export({.format = format, .threads = 2}).status();
    }
    EXPECT_FALSE(status.ok()) << FormatName(format);
    EXPECT_NE(status.message().find(this->archive(format).native()), std::string::npos) << status;
    EXPECT_EQ(ContentOf(this->archive(format)), "older");
    std::filesystem::remove(this->archive(format));
    this->ExpectNothingLeft();
  }
}

TYPED_TEST_P(FaultContract, TheArchiveIsNoEntryOfItself) {
  this->File("file", "1");
  for (int times = 0; times < 2; ++times) {
    const absl::StatusOr<Report> report = this->exporter_.Export(this->root(), this->root() / "project.zip", {});
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_EQ(report->files, 1u);
    EXPECT_TRUE(report->problems.empty());
  }
}

// One descriptor is left beside those of the tree and the archive, and each of the six threads' files is open for the
// time of 75,000 reads: that no two threads ever want one at once cannot be.
TYPED_TEST_P(FaultContract, WithoutDescriptorsForAllOneFileIsReadAtOnceAndNothingElseIsLost) {
  for (int i = 0; i < 12; ++i) this->File("file_" + std::to_string(i), this->LargeText(300'000));
  const Snapshot tree = SnapshotOf(this->root());
  for (const Format format : {Format::kZip, Format::kTar, Format::kTarGz, Format::kTarZst}) {
    {
      const Limited descriptors(RLIMIT_NOFILE, DescriptorsFor(3));
      const Report report = this->ExportAll({.format = format, .threads = 6, .chunk_bytes = 4, .verify = true});
      EXPECT_EQ(report.threads, TypeParam::kMethod == "streaming" ? 6u : 1u);
      EXPECT_EQ(report.lowest_concurrency, 1u) << FormatName(format);
      EXPECT_EQ(report.verified_entries, 12u);
    }
    this->ExpectExtractsTo(tree, format);
  }
}

// What is known of 5,000 entries does not stay in memory, and the file that it goes to is wanted when the readers have
// all descriptors.
TYPED_TEST_P(FaultContract, WithoutDescriptorsForAllTheArchivesOwnFilesGetTheirs) {
  ASSERT_TRUE(corpus::WriteManySmall(this->root(), 5000, 10).ok());
  for (const Format format : {Format::kZip, Format::kTarGz}) {
    const Limited descriptors(RLIMIT_NOFILE, DescriptorsFor(format == Format::kZip ? 6 : 5));
    const Report report = this->ExportAll({.format = format, .threads = 6, .verify = true});
    EXPECT_EQ(report.files, 5000u) << FormatName(format);
    EXPECT_EQ(report.verified_entries, 5050u);
  }
}

// Where libarchive keeps what it has compressed of a 7z archive.
TYPED_TEST_P(FaultContract, ATemporaryFileThatCannotBeWrittenIsNamedWithItsReason) {
  this->File("file", impls::RandomBytes(1, 900'000));
  const char* const before = getenv("TMPDIR");
  const std::string saved = before == nullptr ? "" : before;
  const std::filesystem::path archive = this->archive(Format::kSevenZip);
  setenv("TMPDIR", (this->out() / "gone").c_str(), 1);
  const absl::Status gone = this->Export({.format = Format::kSevenZip}).status();
  setenv("TMPDIR", this->directory_.path().c_str(), 1);
  signal(SIGXFSZ, SIG_IGN);
  absl::Status full;
  {
    const Limited file_sizes(RLIMIT_FSIZE, 300'000);
    full = this->Export({.format = Format::kSevenZip}).status();
  }
  before == nullptr ? unsetenv("TMPDIR") : setenv("TMPDIR", saved.c_str(), 1);
  EXPECT_EQ(gone.code(), absl::StatusCode::kNotFound) << gone;
  EXPECT_EQ(gone.message().find(archive.native() + ": cannot be written"), 0u) << gone;
  EXPECT_NE(gone.message().find("No such file or directory (errno 2), in the temporary directory " +
                                (this->out() / "gone").native() + ", "),
            std::string::npos)
      << gone;
  EXPECT_EQ(full.message().find(archive.native() + ": cannot be written"), 0u) << full;
  EXPECT_NE(full.message().find("File too large (errno 27), in the temporary directory " +
                                this->directory_.path().native() + ", "),
            std::string::npos)
      << full;
  EXPECT_NE(full.message().find("ulimit -f"), std::string::npos) << full;
  this->ExpectNothingLeft();
}

// The temporary file is damaged between writing and reading back.
TYPED_TEST_P(FaultContract, DamageIsFoundWhenTheArchiveIsReadBack) {
  ASSERT_TRUE(corpus::WriteTree(this->root(), corpus::SmallTree(512 << 10)).ok());
  for (const Format format : kFormats) {
    Options options{.format = format, .threads = 2, .verify = true};
    bool damaged = false;
    options.progress = [&](const Progress& progress) {
      if (progress.stage != Stage::kWriting || progress.elapsed_s == 0) return;
      for (const std::string& name : this->NamesIn(this->out())) {
        const std::filesystem::path path = this->out() / name;
        const off_t middle = static_cast<off_t>(std::filesystem::file_size(path) / 2);
        const impls::Fd file(open(path.c_str(), O_RDWR | O_CLOEXEC));
        char byte = 0;
        if (pread(file.get(), &byte, 1, middle) != 1) continue;
        byte = static_cast<char>(byte ^ 0x10);
        damaged = pwrite(file.get(), &byte, 1, middle) == 1;
      }
    };
    const absl::Status status = this->Export(options).status();
    EXPECT_TRUE(damaged);
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << FormatName(format) << ": " << status;
    this->ExpectNothingLeft();
  }
}

REGISTER_TYPED_TEST_SUITE_P(FaultContract, AMissingRootIsNamed, AnArchiveThatCannotBeWrittenIsNamed,
                            WhatCannotBeReadIsReportedAndTheRestArchived, AVanishedFileIsReportedAndTheArchiveSound,
                            AFileThatGrowsIsCutAndReported, AFileThatIsCutShortKeepsWhatWasReadAndTheArchiveIsSound,
                            AStopLeavesNothing, AFullDiskLeavesWhatWasThereBefore, TheArchiveIsNoEntryOfItself,
                            WithoutDescriptorsForAllOneFileIsReadAtOnceAndNothingElseIsLost,
                            WithoutDescriptorsForAllTheArchivesOwnFilesGetTheirs,
                            ATemporaryFileThatCannotBeWrittenIsNamedWithItsReason,
                            DamageIsFoundWhenTheArchiveIsReadBack);

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_CONTRACT_FAULTS_H_
