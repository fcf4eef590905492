#include "tools/cli/accepted_builds.h"

#include <elf.h>

#include <cstddef>
#include <filesystem>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/files.h"
#include "tools/store/file_hash.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

// A store in a folder of the test's own; the contender is this program.
class AcceptedBuildsTest : public ::testing::Test {
 public:
  ~AcceptedBuildsTest() override { fs::remove_all(folder_); }

 protected:
  AcceptedBuildsTest() {
    folder_ = fs::path(::testing::TempDir()) / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "scratch");
    contender_ = folder_ / "contender";
    fs::copy_file("/proc/self/exe", contender_);
  }

  BinaryStore Store() const { return BinaryStore({folder_ / "store", "", "", 1'000'000'000}); }
  AcceptedBuilds Builds() const { return {Store(), {contender_}, "", folder_ / "scratch"}; }

  // Puts this program with one byte changed, and returns its hash.
  std::string PutWith(size_t at, char byte) const {
    std::string bytes = *ReadFile(contender_);
    bytes.at(at) = byte;
    return PutText(bytes);
  }

  std::string PutText(const std::string& bytes) const {
    const std::string path = folder_ / "other";
    EXPECT_TRUE(WriteFile(path, bytes).ok());
    const absl::StatusOr<Kept> kept = Store().Put(path);
    return kept.ok() ? kept->hash : "not kept";
  }

  fs::path folder_;
  std::string contender_;
};

TEST_F(AcceptedBuildsTest, TheContendersOwnBytesNeedNoStore) {
  const absl::StatusOr<Against> same = Builds().Open(HashFile(contender_).value());
  ASSERT_TRUE(same.ok()) << same.status();
  EXPECT_TRUE(same->identical);
}

TEST_F(AcceptedBuildsTest, TheSameBytesAreNotTheSameWhereMoreThanTheyRuns) {
  const StorePlace nowhere = {"", "it also runs tools/zip", "", 0};
  AcceptedBuilds builds(BinaryStore(nowhere), {contender_}, "", folder_ / "scratch", /*whole=*/false);
  const absl::Status status = builds.Open(HashFile(contender_).value()).status();
  EXPECT_THAT(std::string(status.message()), HasSubstr("it also runs tools/zip"));
}

TEST_F(AcceptedBuildsTest, OtherBytesAreTakenOutOfTheStoreAndHaveWorkers) {
  AcceptedBuilds builds = Builds();
  // Behind the last section, where nothing is read.
  const std::string first = PutText(*ReadFile(contender_) + "x");
  const std::string second = PutText(*ReadFile(contender_) + "y");
  for (const std::string& hash : {first, second}) {
    const absl::StatusOr<Against> opened = builds.Open(hash);
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_FALSE(opened->identical);
    EXPECT_NE(opened->accepted, nullptr);
    EXPECT_NE(opened->contender, nullptr);
  }
}

TEST_F(AcceptedBuildsTest, WhatIsNotThereSaysWhereItIsNot) {
  const absl::Status status = Builds().Open("sha256:" + std::string(64, 'a')).status();
  EXPECT_TRUE(absl::IsNotFound(status));
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("sha256:aaaaaaaaaaaa is not in "), HasSubstr((folder_ / "store").string())));
}

TEST_F(AcceptedBuildsTest, WithoutAStoreItSaysWhyThereIsNone) {
  AcceptedBuilds builds(BinaryStore({"", "PAWL_BINARY_STORE=none says so", "", 1}), {contender_}, "",
                        folder_ / "scratch");
  EXPECT_THAT(std::string(builds.Open("sha256:" + std::string(64, 'a')).status().message()),
              HasSubstr("not kept here: PAWL_BINARY_STORE=none says so"));
}

TEST_F(AcceptedBuildsTest, AProgramForAnotherMachineIsRefusedAndTheNextOneIsNot) {
  AcceptedBuilds builds = Builds();
  const std::string foreign = PutWith(offsetof(Elf64_Ehdr, e_machine), EM_SPARC);
  const absl::Status status = builds.Open(foreign).status();
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("accepted sha256:"), HasSubstr("it is a program for ELF machine 2, 64 bits, not for")));
  const std::string narrow = PutWith(EI_CLASS, ELFCLASS32);
  EXPECT_TRUE(absl::IsFailedPrecondition(builds.Open(narrow).status())) << "32 bits of the same machine";
  EXPECT_TRUE(builds.Open(PutText(*ReadFile(contender_) + "x")).ok());
}

TEST_F(AcceptedBuildsTest, WhatIsNoProgramIsRefused) {
  for (const char* text : {"", "#!/bin/sh\n", "\177ELF"}) {
    EXPECT_THAT(std::string(Builds().Open(PutText(text)).status().message()), HasSubstr("it is no ELF program"));
  }
}

}  // namespace
}  // namespace pawl
