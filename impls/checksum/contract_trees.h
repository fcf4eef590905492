#ifndef PAWL_IMPLS_CHECKSUM_CONTRACT_TREES_H_
#define PAWL_IMPLS_CHECKSUM_CONTRACT_TREES_H_

#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "gtest/gtest.h"
#include "impls/checksum/contract_fixture.h"
#include "impls/checksum/impls.h"
#include "impls/file_privileges.h"

namespace checksum {

// What every hasher must do with trees.
template <typename Hasher>
class TreeContract : public HasherFixture<Hasher> {};

TYPED_TEST_SUITE_P(TreeContract);

TYPED_TEST_P(TreeContract, ATreeMustBeADirectory) {
  const std::filesystem::path path = this->File("file", "abc");
  EXPECT_EQ(this->HashTree(path), "FAILED_PRECONDITION: " + path.native() +
                                      ": cannot list: Not a directory (errno 20). Name a directory here; one file is "
                                      "hashed by HashFile");
}

TYPED_TEST_P(TreeContract, AnEmptyTreeHasTheDigestOfNoLines) {
  std::filesystem::create_directories(this->root() / "empty" / "directories");
  EXPECT_EQ(this->HashTree(this->root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

// A directory's place among its neighbours follows from the '/' after its name: "a.b" < "a/c" < "a0".
TYPED_TEST_P(TreeContract, PathsAreSortedByTheirBytesAcrossDirectories) {
  for (const char* path : {"a/c", "a.b", "a0", "a/c.d", "a/c0/x", "a-", "B", "\xff", "\xc3\xa4", "-n", " "}) {
    this->File(path, path);
  }
  EXPECT_EQ(this->HashTree(this->root()), this->ProgramTree(this->root()));
}

TYPED_TEST_P(TreeContract, NamesWithNewlinesAndBackslashesAreEscapedAsSha256sumDoes) {
  for (const char* path : {"new\nline", "back\\slash", "dir\n/x", "carriage\rreturn", "quote'\"", "tab\t"}) {
    this->File(path, path);
  }
  EXPECT_EQ(this->HashTree(this->root()), this->ProgramTree(this->root()));
}

TYPED_TEST_P(TreeContract, AGeneratedTreeAgreesWithSha256sum) {
  ASSERT_TRUE(corpus::WriteTree(this->root(), /*seed=*/5, 200).ok());
  EXPECT_EQ(this->HashTree(this->root()), this->ProgramTree(this->root()));
  std::filesystem::path link = this->root();
  link += "_link";
  std::filesystem::create_directory_symlink(this->root(), link);
  EXPECT_EQ(this->HashTree(link), this->HashTree(this->root())) << "the root may be a link";
  std::filesystem::remove(link);
}

TYPED_TEST_P(TreeContract, ALinkCountsByItsTargetsText) {
  // echo -n missing | sha256sum, then that line | sha256sum
  std::filesystem::create_symlink("missing", this->root() / "link");
  const std::string line = FirstWord("printf missing | sha256sum") + " @link";
  EXPECT_EQ(this->HashTree(this->root()), FirstWord("echo '" + line + "' | sha256sum"));
  const std::string dangling = this->HashTree(this->root());

  std::filesystem::remove(this->root() / "link");
  this->File("link", "missing");
  EXPECT_NE(this->HashTree(this->root()), dangling) << "a file that holds a link's text is not the link";
}

TYPED_TEST_P(TreeContract, ALinkToADirectoryIsNotEntered) {
  std::filesystem::create_directories(this->root() / "tree");
  std::filesystem::create_directory_symlink("..", this->root() / "tree" / "loop");
  const std::string before = this->HashTree(this->root() / "tree");
  this->File("beside", "abc");
  EXPECT_EQ(this->HashTree(this->root() / "tree"), before);
}

TYPED_TEST_P(TreeContract, FilesOfVerySmallAndVeryDifferentSizesShareATree) {
  for (size_t i = 0; i < 300; ++i) {
    const size_t size_bytes = i % 50 == 7 ? 300'000 + i : i;
    ASSERT_TRUE(corpus::WriteRandomFile(this->root() / std::to_string(i % 7) / std::to_string(i), i, size_bytes).ok());
  }
  EXPECT_EQ(this->HashTree(this->root()), this->ProgramTree(this->root()));
}

TYPED_TEST_P(TreeContract, HashEachGivesTheLinesThatSha256sumChecks) {
  ASSERT_TRUE(corpus::WriteTree(this->root() / "tree", /*seed=*/5, 60).ok());
  this->File("tree/new\nline", "abc");
  const Manifest manifest = this->hasher_.HashEach(this->root() / "tree");
  EXPECT_TRUE(manifest.failures.empty());
  EXPECT_EQ(this->Text(this->hasher_.HashBytes(manifest.lines)), this->HashTree(this->root() / "tree"));
  this->File("lines", manifest.lines);
  const std::string check =
      "cd '" + this->root().native() + "/tree' && sha256sum --check --strict --quiet ../lines && ";
  EXPECT_EQ(FirstWord(check + "printf good"), "good");
}

TYPED_TEST_P(TreeContract, HashEachReportsEveryFailureAndHashesTheRest) {
  const std::filesystem::path tree = this->root() / "tree";
  for (const char* path : {"a", "b/secret", "b.c", "b/seen", "closed/inside", "z"})
    this->File("tree/" + std::string(path), path);
  ASSERT_EQ(mkfifo((tree / "pipe").c_str(), 0600), 0);
  ASSERT_EQ(chmod((tree / "b/secret").c_str(), 0), 0);
  ASSERT_EQ(chmod((tree / "closed").c_str(), 0), 0);
  Manifest manifest;
  std::string answer;
  {
    const impls::WithoutFilePrivileges as_everybody;
    manifest = this->hasher_.HashEach(tree);
    answer = this->HashTree(tree);
  }
  ASSERT_EQ(chmod((tree / "closed").c_str(), 0700), 0);
  std::string failures;
  for (const absl::Status& failure : manifest.failures) failures += failure.ToString() + "\n";
  const std::string denied =
      "Permission denied (errno 13). Make it readable (chmod u+r; for a directory u+rx) or run as its owner\n";
  EXPECT_EQ(failures, "PERMISSION_DENIED: " + (tree / "b/secret").native() + ": cannot open: " + denied +
                          "PERMISSION_DENIED: " + (tree / "closed").native() + ": cannot list: " + denied +
                          this->HashFile(tree / "pipe") + "\n");
  EXPECT_NE(failures.find(answer), std::string::npos) << answer;
  std::string lines;
  for (const char* path : {"a", "b.c", "b/seen", "z"}) {
    lines += this->Text(Baseline().HashBytes(path)) + "  " + path + "\n";
  }
  EXPECT_EQ(manifest.lines, lines);
}

TYPED_TEST_P(TreeContract, ATreeThatIsNotThereIsOneFailure) {
  const Manifest manifest = this->hasher_.HashEach(this->root() / "gone");
  EXPECT_EQ(manifest.lines, "");
  ASSERT_EQ(manifest.failures.size(), 1u);
  EXPECT_EQ(manifest.failures[0].ToString(), this->HashTree(this->root() / "gone"));
}

REGISTER_TYPED_TEST_SUITE_P(TreeContract, ATreeMustBeADirectory, AnEmptyTreeHasTheDigestOfNoLines,
                            PathsAreSortedByTheirBytesAcrossDirectories,
                            NamesWithNewlinesAndBackslashesAreEscapedAsSha256sumDoes, AGeneratedTreeAgreesWithSha256sum,
                            ALinkCountsByItsTargetsText, ALinkToADirectoryIsNotEntered,
                            FilesOfVerySmallAndVeryDifferentSizesShareATree, HashEachGivesTheLinesThatSha256sumChecks,
                            HashEachReportsEveryFailureAndHashesTheRest, ATreeThatIsNotThereIsOneFailure);

}  // namespace checksum

#endif  // PAWL_IMPLS_CHECKSUM_CONTRACT_TREES_H_
