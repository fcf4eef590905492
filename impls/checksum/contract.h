#ifndef PAWL_IMPLS_CHECKSUM_CONTRACT_H_
#define PAWL_IMPLS_CHECKSUM_CONTRACT_H_

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>

#include "gtest/gtest.h"
#include "impls/checksum/contract_fixture.h"
#include "impls/checksum/files.h"
#include "impls/checksum/impls.h"
#include "impls/file_privileges.h"

namespace checksum {

// What every hasher must do with files and bytes, and with trees where the two are alike.
template <typename Hasher>
class HasherContract : public HasherFixture<Hasher> {};

TYPED_TEST_SUITE_P(HasherContract);

// The examples of FIPS 180, and the empty message.
TYPED_TEST_P(HasherContract, PublishedVectorsHold) {
  EXPECT_EQ(this->HashFile(this->File("empty", "")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(this->HashFile(this->File("short", "abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(this->HashFile(this->File("two_blocks", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(this->HashFile(this->File("million", std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TYPED_TEST_P(HasherContract, EverySizeUpToFourBlocksGivesTheReferencesDigest) {
  const std::filesystem::path path = this->root() / "file";
  for (size_t size_bytes = 0; size_bytes <= 260; ++size_bytes) {
    ASSERT_TRUE(corpus::WriteRandomFile(path, size_bytes, size_bytes).ok());
    ASSERT_EQ(this->HashFile(path), this->Text(Baseline().HashFile(path))) << size_bytes << " bytes";
  }
}

TYPED_TEST_P(HasherContract, SizesAroundBlocksPagesAndBuffersAgreeWithSha256sum) {
  const std::filesystem::path path = this->root() / "file";
  for (const size_t edge_bytes : {1, 64, 4096, 1 << 16, 1 << 18, 1 << 19, 1 << 20}) {
    for (const size_t size_bytes : {edge_bytes - 1, edge_bytes, edge_bytes + 1}) {
      ASSERT_TRUE(corpus::WriteRandomFile(path, /*seed=*/7, size_bytes).ok());
      EXPECT_EQ(this->HashFile(path), this->ProgramFile(path)) << size_bytes << " bytes";
    }
  }
}

TYPED_TEST_P(HasherContract, AFileThatClaimsNoSizeIsReadToItsEnd) {
  // The second is megabytes long and comes in short reads.
  for (const char* path : {"/proc/filesystems", "/proc/kallsyms"}) {
    if (access(path, R_OK) != 0) continue;
    EXPECT_EQ(std::filesystem::file_size(path), 0u);
    EXPECT_EQ(this->HashFile(path), this->ProgramFile(path)) << path;
  }
}

TYPED_TEST_P(HasherContract, ALinkToAFileIsFollowed) {
  this->File("file", "abc");
  std::filesystem::create_symlink("file", this->root() / "link");
  EXPECT_EQ(this->HashFile(this->root() / "link"), this->HashFile(this->root() / "file"));
}

TYPED_TEST_P(HasherContract, AMissingFileIsNamedWithTheWayOut) {
  const std::filesystem::path path = this->root() / "gone";
  EXPECT_EQ(this->HashFile(path), "NOT_FOUND: " + path.native() +
                                      ": cannot open: No such file or directory (errno 2). Check the path. If the file "
                                      "was there a moment ago, hash again when nothing writes to the tree");
  EXPECT_EQ(this->HashTree(path), "NOT_FOUND: " + path.native() +
                                      ": cannot list: No such file or directory (errno 2). Check the path. If the file "
                                      "was there a moment ago, hash again when nothing writes to the tree");
}

TYPED_TEST_P(HasherContract, AFileThatCannotBeOpenedIsNamed) {
  const std::filesystem::path path = this->File("secret", "abc");
  ASSERT_EQ(chmod(path.c_str(), 0), 0);
  const impls::WithoutFilePrivileges as_everybody;
  for (const std::string& answer : {this->HashFile(path), this->HashTree(this->root())}) {
    EXPECT_EQ(answer, "PERMISSION_DENIED: " + path.native() +
                          ": cannot open: Permission denied (errno 13). Make it readable (chmod u+r; for a directory "
                          "u+rx) or run as its owner");
  }
}

TYPED_TEST_P(HasherContract, AFileThatCannotBeReadIsNamed) {
  // Nothing is mapped at address 0, where reading a process's memory begins.
  const std::string answer = this->HashFile("/proc/self/mem");
  EXPECT_NE(answer.find("/proc/self/mem: cannot read: Input/output error (errno 5). Check that"), std::string::npos)
      << answer;
}

TYPED_TEST_P(HasherContract, OnlyRegularFilesAreHashed) {
  const std::filesystem::path pipe = this->root() / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(this->HashFile(pipe), "FAILED_PRECONDITION: " + pipe.native() +
                                      ": is a named pipe, not a regular file. Only files, directories and symbolic "
                                      "links can be hashed: move it elsewhere");
  EXPECT_EQ(this->HashTree(this->root()), this->HashFile(pipe));
  EXPECT_EQ(this->HashFile(this->root()), "FAILED_PRECONDITION: " + this->root().native() +
                                              ": is a directory, not a regular file. Use HashTree for it");
  EXPECT_EQ(this->HashFile("/dev/zero"),
            "FAILED_PRECONDITION: /dev/zero: is a device, not a regular file. Only files, directories and symbolic "
            "links can be hashed: move it elsewhere");
}

TYPED_TEST_P(HasherContract, WorksOnAfterAnError) {
  const std::filesystem::path path = this->File("a/file", "abc");
  const std::string before = this->HashTree(this->root());
  EXPECT_NE(this->HashFile(this->root() / "gone"), this->HashFile(path));
  ASSERT_EQ(mkfifo((this->root() / "pipe").c_str(), 0600), 0);
  EXPECT_NE(this->HashTree(this->root()), before);
  std::filesystem::remove(this->root() / "pipe");
  EXPECT_EQ(this->HashFile(path), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(this->HashTree(this->root()), before);
}

TYPED_TEST_P(HasherContract, AMovedToHasherWorksAndSoDoesTheOneMovedFrom) {
  const std::filesystem::path path = this->File("file", "abc");
  const std::string before = this->HashFile(path);
  TypeParam to(std::move(this->hasher_));
  EXPECT_EQ(this->Text(to.HashFile(path)), before);
  EXPECT_EQ(this->HashFile(path), before);
}

TYPED_TEST_P(HasherContract, BytesInMemoryHaveTheDigestOfAFileOfThem) {
  for (size_t size_bytes = 0; size_bytes <= 260; ++size_bytes) {
    const std::string bytes = impls::RandomBytes(/*seed=*/3, size_bytes);
    ASSERT_EQ(this->Text(this->hasher_.HashBytes(bytes)), this->Text(Baseline().HashBytes(bytes))) << size_bytes;
  }
  EXPECT_EQ(this->Text(this->hasher_.HashBytes("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const std::string large = impls::RandomBytes(/*seed=*/4, 1'000'000);
  EXPECT_EQ(this->Text(this->hasher_.HashBytes(large)), this->HashFile(this->File("file", large)));
}

TYPED_TEST_P(HasherContract, HolesAreHashedAsTheZerosTheyRead) {
  const std::filesystem::path path = this->File("sparse", "begin");
  ASSERT_EQ(truncate(path.c_str(), (3 << 20) + 5), 0);
  ASSERT_TRUE(impls::AppendToFile(path, "end").ok());
  ASSERT_EQ(truncate(path.c_str(), 5 << 20), 0);
  EXPECT_EQ(this->HashFile(path), this->ProgramFile(path));
  EXPECT_EQ(this->HashTree(this->root()), this->ProgramTree(this->root()));
}

// Of those who write one tick of the clock after the other, some are seen: the first attempt mostly is.
TYPED_TEST_P(HasherContract, AFileThatChangesWhileItIsReadIsReported) {
  const std::filesystem::path path = this->File("file", "abc");
  ASSERT_EQ(truncate(path.c_str(), 16 << 20), 0);
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    const Fd out(open(path.c_str(), O_WRONLY | O_CLOEXEC));
    for (char c = 0; !stop; ++c) {
      EXPECT_EQ(pwrite(out.get(), &c, 1, 1 << 20), 1);
      usleep(100);
    }
  });
  const std::string expected = "ABORTED: " + path.native() + ": changed while it was read: 16777216 bytes, ";
  bool file_is_reported = false, tree_is_reported = false;
  for (int attempt = 0; attempt < 1000 && !(file_is_reported && tree_is_reported); ++attempt) {
    file_is_reported |= this->HashFile(path).rfind(expected, 0) == 0;
    tree_is_reported |= this->HashTree(this->root()).rfind(expected, 0) == 0;
  }
  stop = true;
  writer.join();
  EXPECT_TRUE(file_is_reported);
  EXPECT_TRUE(tree_is_reported);
  usleep(20'000);  // until a tick has passed
  EXPECT_EQ(this->HashFile(path), this->ProgramFile(path)) << "nothing of the failed attempts is kept";
}

REGISTER_TYPED_TEST_SUITE_P(HasherContract, PublishedVectorsHold, EverySizeUpToFourBlocksGivesTheReferencesDigest,
                            SizesAroundBlocksPagesAndBuffersAgreeWithSha256sum, AFileThatClaimsNoSizeIsReadToItsEnd,
                            ALinkToAFileIsFollowed, AMissingFileIsNamedWithTheWayOut, AFileThatCannotBeOpenedIsNamed,
                            AFileThatCannotBeReadIsNamed, OnlyRegularFilesAreHashed, WorksOnAfterAnError,
                            AMovedToHasherWorksAndSoDoesTheOneMovedFrom, BytesInMemoryHaveTheDigestOfAFileOfThem,
                            HolesAreHashedAsTheZerosTheyRead, AFileThatChangesWhileItIsReadIsReported);

}  // namespace checksum

#endif  // PAWL_IMPLS_CHECKSUM_CONTRACT_H_
