#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_CONTRACT_FIXTURE_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_CONTRACT_FIXTURE_H_

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "impls/archive_export/impls.h"

namespace archive_export {

// What a tree holds, as far as an archive must keep it: for each path a line on its kind, permissions and time, and its
// content.
using Snapshot = std::map<std::string, std::string>;

inline std::string ContentOf(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

inline Snapshot SnapshotOf(const std::filesystem::path& root) {
  Snapshot snapshot;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    struct stat status = {};
    EXPECT_EQ(lstat(entry.path().c_str(), &status), 0) << entry.path();
    std::string line;
    if (S_ISLNK(status.st_mode)) {
      line = "link to " + std::filesystem::read_symlink(entry.path()).native();
    } else {
      line = (S_ISDIR(status.st_mode) ? "directory " : "file ") + std::to_string(status.st_mode & 07777) + " " +
             std::to_string(status.st_mtim.tv_sec);
      if (S_ISREG(status.st_mode)) line += " " + ContentOf(entry.path());
    }
    snapshot[entry.path().lexically_relative(root).native()] = line;
  }
  return snapshot;
}

// Of two trees, what differs, without the content.
inline std::vector<std::string> Differences(const Snapshot& a, const Snapshot& b) {
  std::vector<std::string> differences;
  const auto look = [&](const Snapshot& from, const Snapshot& in, std::string_view who) {
    for (const auto& [path, line] : from) {
      const auto other = in.find(path);
      if (other != in.end() && other->second == line) continue;
      differences.push_back(std::string(who) + " " + path + ": " + line.substr(0, 20));
    }
  };
  look(a, b, "-");
  look(b, a, "+");
  return differences;
}

// An independent program's extraction of one archive.
struct Tool {
  std::string_view name;
  std::string command;  // with %a for the archive, in the directory to extract to
};

inline std::vector<Tool> ToolsFor(Format format) {
  const Tool seven_zip{"7z", "7z x -y -bd '%a' >/dev/null"};
  switch (format) {
    case Format::kZip:
      return {{"unzip", "unzip -qq '%a'"}, seven_zip};
    case Format::kSevenZip:
      return {seven_zip};
    case Format::kTar:
      return {{"tar", "tar -xpf '%a'"}};
    case Format::kTarGz:
      return {{"tar", "gzip -dc '%a' | tar -xpf -"}};
    case Format::kTarZst:
      return {{"tar", "zstd -qdc '%a' | tar -xpf -"}};
  }
  return {};
}

// Each test has an empty directory of its own, a tree to export in it, and a directory for archives.
template <typename Exporter>
class ExportFixture : public ::testing::Test {
 protected:
  ExportFixture() : directory_(corpus::TempDir::Make().value()) {
    std::filesystem::create_directories(root());
    std::filesystem::create_directories(out());
  }

  std::filesystem::path root() const { return directory_.path() / "tree"; }
  std::filesystem::path out() const { return directory_.path() / "out"; }
  std::filesystem::path archive(Format format) const { return out() / ("project." + std::string(FormatName(format))); }

  std::filesystem::path File(const std::string& relative, std::string_view bytes) {
    const std::filesystem::path path = root() / relative;
    EXPECT_TRUE(corpus::WriteFile(path, bytes).ok()) << path;
    return path;
  }

  // A file of text that takes several segments.
  std::string LargeText(size_t bytes = 1'500'000) {
    std::mt19937_64 random(3);
    return corpus::Text(random, bytes);
  }

  absl::StatusOr<Report> Export(const Options& options) {
    return exporter_.Export(root(), archive(options.format), options);
  }

  // The same, which must leave nothing out.
  Report ExportAll(const Options& options) {
    absl::StatusOr<Report> report = Export(options);
    EXPECT_TRUE(report.ok()) << report.status();
    if (!report.ok()) return Report();
    for (const Problem& problem : report->problems) ADD_FAILURE() << problem.status;
    return *std::move(report);
  }

  // What a tool makes of the archive.
  Snapshot Extracted(const Tool& tool, const std::filesystem::path& archive) {
    const std::filesystem::path to = directory_.path() / "extracted";
    std::filesystem::remove_all(to);
    std::filesystem::create_directories(to);
    std::string command = tool.command;
    command.replace(command.find("%a"), 2, archive.native());
    command = "cd '" + to.native() + "' && umask 0 && export LC_ALL=C.UTF-8 && " + command;
    const int status = std::system(command.c_str());
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << command << " ends with " << status;
    return SnapshotOf(to);
  }

  void ExpectExtractsTo(const Snapshot& tree, Format format, std::string_view what = "") {
    for (const Tool& tool : ToolsFor(format)) {
      EXPECT_EQ(Differences(tree, Extracted(tool, archive(format))), std::vector<std::string>())
          << FormatName(format) << " by " << tool.name << " " << what;
    }
  }

  std::vector<std::string> NamesIn(const std::filesystem::path& directory) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(directory)) names.push_back(entry.path().filename());
    return names;
  }

  corpus::TempDir directory_;
  Exporter exporter_;
};

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_CONTRACT_FIXTURE_H_
