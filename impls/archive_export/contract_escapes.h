#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_CONTRACT_ESCAPES_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_CONTRACT_ESCAPES_H_

#include <cstdio>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "impls/archive_export/contract_fixture.h"

namespace archive_export {

// Nothing from outside of the tree gets into an archive, and nothing gets out of where it is extracted.
template <typename Exporter>
class EscapeContract : public ExportFixture<Exporter> {
 protected:
  // Beside the tree, where links from it can lead.
  std::filesystem::path outside() const { return this->directory_.path() / "outside"; }

  void WriteOutside() { ASSERT_TRUE(corpus::WriteFile(outside() / "file", kSecret).ok()); }

  // The names in an archive, as a program lists them that trusts none.
  std::vector<std::string> ListedIn(Format format) {
    const std::string list = format == Format::kZip ? "unzip -Z1" : format == Format::kSevenZip ? "7z l -ba -slt" : "";
    const std::string archive = "'" + this->archive(format).native() + "'";
    std::string command = list.empty() ? "tar -P -tf " + archive : list + " " + archive;
    if (format == Format::kSevenZip) command += " | sed -n 's/^Path = //p'";
    FILE* const pipe = popen(command.c_str(), "r");
    std::string text;
    for (int c = fgetc(pipe); c != EOF; c = fgetc(pipe)) text += static_cast<char>(c);
    EXPECT_EQ(pclose(pipe), 0) << command;
    std::vector<std::string> names;
    for (size_t begin = 0; begin < text.size(); begin = text.find('\n', begin) + 1) {
      names.push_back(text.substr(begin, text.find('\n', begin) - begin));
    }
    return names;
  }

  static constexpr std::string_view kSecret = "what lies outside of the tree and is nobody's to archive";
};

TYPED_TEST_SUITE_P(EscapeContract);

// Names that only look like ways out are kept; no other ones can be in a directory. Those that are ways out elsewhere
// are reported, unless there is a directory above them.
TYPED_TEST_P(EscapeContract, NoNameIsAbsoluteOrLeadsOut) {
  for (const char* path : {"..a", "a..", "...", "a/..b/...", ". .", "c:/x", "~", "..\\up", "\\absolute", "in\\side"}) {
    this->File(path, path);
  }
  const std::vector<std::string> reported = {"..\\up", "\\absolute", "c:", "c:/x"};
  const Snapshot tree = SnapshotOf(this->root());
  for (const std::string top : {"", "project/..of/x"}) {
    for (const Format format : kFormats) {
      const absl::StatusOr<Report> report = this->Export({.format = format, .verify = true, .top = top});
      ASSERT_TRUE(report.ok()) << report.status();
      std::vector<std::string> problems;
      for (const Problem& problem : report->problems) {
        problems.push_back(problem.path);
        EXPECT_TRUE(problem.archived);
        EXPECT_EQ(problem.status.code(), absl::StatusCode::kFailedPrecondition);
        EXPECT_EQ(problem.status.message().find((this->root() / problem.path).native() + ": has a name"), 0u);
      }
      EXPECT_EQ(problems, top.empty() ? reported : std::vector<std::string>());
      const std::vector<std::string> names = this->ListedIn(format);
      EXPECT_EQ(names.size(), tree.size()) << FormatName(format);
      for (const std::string& name : names) {
        EXPECT_TRUE(name.starts_with(top)) << name;
        EXPECT_FALSE(name.starts_with("/")) << name;
        EXPECT_EQ(("/" + name + "/").find("/../"), std::string::npos) << name;
      }
      if (!top.empty()) continue;
      const Tool tool = ToolsFor(format)[0];
      if (tool.name == "7z") continue;  // makes other characters of backslashes
      EXPECT_EQ(Differences(tree, this->Extracted(tool, this->archive(format))), std::vector<std::string>());
    }
  }
}

TYPED_TEST_P(EscapeContract, LinksThatLeadOutAreReportedAndNothingBehindThemIsArchived) {
  this->WriteOutside();
  this->File("a/b/file", "inside");
  const std::filesystem::path root = this->root();
  const std::vector<std::pair<std::string, std::string>> outward = {
      {"absolute", this->outside().native()}, {"a/b/directory", "../../../outside"}, {"a/file", "../../outside/file"},
      {"a/nowhere", "b/../../../nowhere"},    {"into_the_tree_again", "../tree/a"},  {"root", "/"},
      {"through_another", "root/etc"},
  };
  for (const auto& [path, target] : outward) std::filesystem::create_symlink(target, root / path);
  std::filesystem::create_symlink("a/b", root / "deep");
  // Those lead to the inside: `deep/..` is `a`, and `nowhere` could be there.
  std::filesystem::create_symlink("deep/../..", root / "self");
  std::filesystem::create_symlink("../a/../nowhere", root / "a/dangling");
  for (const Format format : kFormats) {
    const absl::StatusOr<Report> report = this->Export({.format = format, .threads = 2, .verify = true});
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_EQ(report->files, 1u) << FormatName(format);
    EXPECT_EQ(report->input_bytes, 6u);
    EXPECT_EQ(report->links, outward.size() + 3);
    std::map<std::string, std::string> reported;
    for (const Problem& problem : report->problems) {
      EXPECT_TRUE(problem.archived);
      EXPECT_EQ(problem.status.code(), absl::StatusCode::kFailedPrecondition);
      reported[problem.path] = std::string(problem.status.message());
    }
    EXPECT_EQ(reported.size(), outward.size());
    for (const auto& [path, target] : outward) {
      EXPECT_TRUE(
          reported[path].starts_with((root / path).native() + ": links to " + target + ", which is outside of "))
          << path << ": " << reported[path];
    }
    const Tool tool = ToolsFor(format)[0];
    if (tool.name == "7z") continue;  // does not make such links
    const Snapshot extracted = this->Extracted(tool, this->archive(format));
    EXPECT_EQ(Differences(SnapshotOf(root), extracted), std::vector<std::string>()) << "links stand as they stood";
  }
  EXPECT_EQ(ContentOf(this->outside() / "file"), this->kSecret);
}

// Between its listing and the reading of its files.
TYPED_TEST_P(EscapeContract, ADirectoryThatBecomesALinkIsNotFollowed) {
  this->WriteOutside();
  for (const Format format : kFormats) {
    std::filesystem::remove_all(this->root());
    this->File("d/file", std::string(this->kSecret.size(), 'x'));
    this->File("z", "2");
    Options options{.format = format, .threads = 2, .verify = true};
    options.filter = [&](const Entry& entry) {
      if (entry.path != "d/file") return true;
      std::filesystem::rename(this->root() / "d", this->directory_.path() / "moved");
      std::filesystem::create_directory_symlink(this->outside(), this->root() / "d");
      return true;
    };
    const absl::StatusOr<Report> report = this->Export(options);
    std::filesystem::remove_all(this->directory_.path() / "moved");
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_EQ(report->files, 1u) << FormatName(format);
    ASSERT_EQ(report->problems.size(), 1u);
    EXPECT_EQ(report->problems[0].path, "d/file");
    EXPECT_FALSE(report->problems[0].archived);
    EXPECT_NE(report->problems[0].status.message().find("became a symbolic link"), std::string::npos)
        << report->problems[0].status;
    const Snapshot extracted = this->Extracted(ToolsFor(format)[0], this->archive(format));
    EXPECT_FALSE(extracted.contains("d/file"));
    EXPECT_TRUE(extracted.contains("z"));
  }
}

REGISTER_TYPED_TEST_SUITE_P(EscapeContract, NoNameIsAbsoluteOrLeadsOut,
                            LinksThatLeadOutAreReportedAndNothingBehindThemIsArchived,
                            ADirectoryThatBecomesALinkIsNotFollowed);

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_CONTRACT_ESCAPES_H_
