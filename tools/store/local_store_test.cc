#include "tools/store/local_store.h"

#include <unistd.h>

#include <chrono>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/files.h"
#include "tools/model/content_hash.h"
#include "tools/store/file_hash.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

class LocalStoreTest : public ::testing::Test {
 public:
  ~LocalStoreTest() override { fs::remove_all(folder_); }

 protected:
  LocalStoreTest() {
    folder_ = fs::path(::testing::TempDir()) / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }

  LocalStore Store(int64_t max_bytes = 1'000'000) const { return {folder_ / "store", max_bytes}; }

  // A file that holds `text`.
  fs::path File(const std::string& text) {
    const fs::path path = folder_ / ("file" + std::to_string(++files_));
    EXPECT_TRUE(WriteFile(path, text).ok());
    return path;
  }

  std::string Put(const LocalStore& store, const std::string& text) {
    const absl::StatusOr<std::string> hash = store.Put(File(text));
    EXPECT_TRUE(hash.ok()) << hash.status();
    return hash.value_or("");
  }

  absl::Status Get(const LocalStore& store, const std::string& hash) {
    into_ = folder_ / ("into" + std::to_string(++files_));
    return store.Get(hash, into_);
  }

  // Damages an entry, whose file is read-only, as a disk would.
  static void Overwrite(const fs::path& entry, const std::string& text) {
    fs::permissions(entry, fs::perms::owner_write, fs::perm_options::add);
    ASSERT_TRUE(WriteFile(entry, text).ok());
  }

  static fs::path EntryOf(const LocalStore& store, const std::string& hash) {
    const std::string digits(HashDigits(hash));
    return store.root() / digits.substr(0, 2) / digits;
  }

  static void UsedAgo(const LocalStore& store, const std::string& hash, int minutes) {
    fs::last_write_time(EntryOf(store, hash), fs::file_time_type::clock::now() - std::chrono::minutes(minutes));
  }

  fs::path folder_;
  fs::path into_;
  int files_ = 0;
};

TEST_F(LocalStoreTest, WhatIsPutIsGotByItsHashAsAnExecutable) {
  const LocalStore store = Store();
  const std::string hash = Put(store, "abc");
  EXPECT_EQ(hash, "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad") << "of FIPS 180-2";
  EXPECT_EQ(HashFile(EntryOf(store, hash)).value(), hash);
  ASSERT_EQ(Get(store, hash), absl::OkStatus());
  EXPECT_EQ(ReadFile(into_).value(), "abc");
  EXPECT_EQ(access(into_.c_str(), X_OK), 0);
  EXPECT_EQ(fs::status(EntryOf(store, hash)).permissions(), fs::perms{0444});
}

TEST_F(LocalStoreTest, WhatIsNotThereIsNotFoundAlsoWithoutAFolder) {
  const std::string hash = HashFile(File("abc")).value();
  for (const bool folder : {false, true}) {
    if (folder) Put(Store(), "another");
    const absl::Status status = Get(Store(), hash);
    EXPECT_TRUE(absl::IsNotFound(status)) << status;
    EXPECT_THAT(std::string(status.message()), AllOf(HasSubstr(ShortHash(hash)), HasSubstr("store")));
    EXPECT_FALSE(fs::exists(into_));
  }
}

TEST_F(LocalStoreTest, ADamagedOrTruncatedEntryIsRemovedAndPutAgain) {
  const LocalStore store = Store();
  for (const char* damaged : {"abd", "ab", "", "abcabc"}) {
    const std::string hash = Put(store, "abc");
    Overwrite(EntryOf(store, hash), damaged);
    const absl::Status status = Get(store, hash);
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("was damaged: its bytes have the hash sha256:"));
    EXPECT_FALSE(fs::exists(into_)) << "or somebody would run it";
    EXPECT_TRUE(absl::IsNotFound(Get(store, hash)));
    EXPECT_EQ(Get(store, Put(store, "abc")), absl::OkStatus());
  }
}

TEST_F(LocalStoreTest, PutMendsADamagedEntry) {
  const LocalStore store = Store();
  const std::string hash = Put(store, "abc");
  Overwrite(EntryOf(store, hash), "abd");
  Put(store, "abc");
  EXPECT_EQ(Get(store, hash), absl::OkStatus());
}

TEST_F(LocalStoreTest, WhatIsNoHashIsRefused) {
  for (const char* text : {"", "abc", "sha256:", "sha256:../../etc/passwd", "md5:00"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(Get(Store(), text))) << text;
  }
  const std::string hash = Put(Store(), "abc");
  EXPECT_TRUE(absl::IsInvalidArgument(Get(Store(), hash.substr(0, hash.size() - 1))));
}

TEST_F(LocalStoreTest, TheEntryThatWasUsedLongestAgoGoesFirst) {
  const LocalStore store = Store(10);
  const std::string first = Put(store, "1111");
  const std::string second = Put(store, "2222");
  UsedAgo(store, first, 20);
  UsedAgo(store, second, 10);
  ASSERT_EQ(Get(store, first), absl::OkStatus()) << "which is a use";
  const std::string third = Put(store, "3333");
  EXPECT_EQ(Get(store, first), absl::OkStatus());
  EXPECT_TRUE(absl::IsNotFound(Get(store, second)));
  EXPECT_EQ(Get(store, third), absl::OkStatus());
}

TEST_F(LocalStoreTest, WhatIsInUseStaysThoughNobodyGetsIt) {
  const LocalStore store = Store(10);
  const std::string used = Put(store, "1111");
  const std::string other = Put(store, "2222");
  UsedAgo(store, used, 9);
  UsedAgo(store, other, 5);
  store.Touch(used);
  store.Touch("sha256:" + std::string(64, 'a'));  // which is not there
  Put(store, "3333");
  EXPECT_EQ(Get(store, used), absl::OkStatus());
  EXPECT_TRUE(absl::IsNotFound(Get(store, other)));
}

// In /tmp, where somebody else gets to.
TEST_F(LocalStoreTest, InAFolderOfSomebodyElsesAnEntryThatIsThereWillDo) {
  const absl::StatusOr<ScratchFolder> scratch = ScratchFolder::Create();
  ASSERT_TRUE(scratch.ok()) << scratch.status();
  const fs::path absent = scratch->path() / "absent";
  ASSERT_TRUE(WriteFile(absent, "abd").ok());
  const LocalStore store(scratch->path() / "store", 1000);
  const std::string hash = Put(store, "abc");
  const fs::path there = scratch->path() / "there";
  ASSERT_EQ(store.Get(hash, there), absl::OkStatus());
  // The group's as well: somebody else keeps the group that this process has.
  constexpr fs::perms kReadable =
      fs::perms::group_read | fs::perms::group_exec | fs::perms::others_read | fs::perms::others_exec;
  for (const fs::path& path : {scratch->path(), absent, there}) {
    fs::permissions(path, kReadable, fs::perm_options::add);
  }
  fs::permissions(store.root(), fs::perms::owner_write, fs::perm_options::remove);
  constexpr uid_t kNobody = 65534;
  const bool root = geteuid() == 0;
  if (root && seteuid(kNobody) != 0) GTEST_SKIP() << "root writes everywhere, and cannot become somebody else here";
  const absl::StatusOr<std::string> kept = store.Put(there);
  const absl::StatusOr<std::string> refused = store.Put(absent);
  if (root) {
    ASSERT_EQ(seteuid(0), 0);
  }
  fs::permissions(store.root(), fs::perms::owner_write, fs::perm_options::add);
  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_EQ(*kept, hash);
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("cannot write into"));
}

TEST_F(LocalStoreTest, WhatAloneIsLargerThanTheStoreIsRefusedAndTakesNothingWithIt) {
  const LocalStore store = Store(10);
  const std::string hash = Put(store, "1111");
  const absl::StatusOr<std::string> large = store.Put(File("0123456789x"));
  EXPECT_TRUE(absl::IsResourceExhausted(large.status())) << large.status();
  EXPECT_THAT(std::string(large.status().message()), HasSubstr("has more than 10 bytes"));
  EXPECT_EQ(Get(store, hash), absl::OkStatus());
  EXPECT_EQ(std::distance(fs::directory_iterator(store.root()), fs::directory_iterator()), 2)
      << "a folder and the lock, and no temporary file";
}

TEST_F(LocalStoreTest, AFolderThatCannotBeWrittenIsNamed) {
  const fs::path file = File("not a folder");
  const absl::StatusOr<std::string> hash = LocalStore(file / "store", 100).Put(file);
  EXPECT_THAT(std::string(hash.status().message()), HasSubstr("cannot create " + (file / "store").string()));
  EXPECT_THAT(std::string(Store().Put(folder_ / "absent").status().message()), HasSubstr("cannot read"));
}

TEST_F(LocalStoreTest, OnlyAForgottenTemporaryFileIsRemoved) {
  const LocalStore store = Store();
  Put(store, "abc");
  const fs::path forgotten = store.root() / ".new.000000";
  const fs::path growing = store.root() / ".new.111111";
  const fs::path foreign = store.root() / "README";
  for (const fs::path& path : {forgotten, growing, foreign}) ASSERT_TRUE(WriteFile(path, "x").ok());
  for (const fs::path& path : {forgotten, foreign}) {
    fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours(2));
  }
  Put(store, "abcd");
  EXPECT_FALSE(fs::exists(forgotten));
  EXPECT_TRUE(fs::exists(growing));
  EXPECT_TRUE(fs::exists(foreign)) << "not ours";
}

TEST_F(LocalStoreTest, WhatOthersKeepBelowTheFolderIsLeftAlone) {
  const fs::path theirs[] = {folder_ / "store" / ".new.theirs.txt", folder_ / "store" / "project" / ".new.abcdef",
                             folder_ / "store" / "ab" / ".new.abcdef"};
  for (const fs::path& file : theirs) {
    fs::create_directories(file.parent_path());
    ASSERT_TRUE(WriteFile(file, "theirs").ok());
    fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::hours(24));
  }
  Put(Store(), "a binary");
  for (const fs::path& file : theirs) EXPECT_TRUE(fs::exists(file)) << file;
}

TEST_F(LocalStoreTest, ManyMayPutAndGetAtOnce) {
  const std::vector<std::string> texts = {std::string(100'000, 'a'), std::string(100'000, 'b')};
  const std::vector<fs::path> files = {File(texts[0]), File(texts[1])};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      // Room for one of the two: whoever puts evicts what the others get.
      const LocalStore store = Store(150'000);
      for (int round = 0; round < 20; ++round) {
        const auto which = static_cast<size_t>((i + round) % 2);
        const absl::StatusOr<std::string> hash = store.Put(files[which]);
        ASSERT_TRUE(hash.ok()) << hash.status();
        const fs::path into = folder_ / ("into." + std::to_string(i) + "." + std::to_string(round));
        const absl::Status got = store.Get(*hash, into);
        if (got.ok()) {
          ASSERT_EQ(ReadFile(into).value(), texts[which]);
        }
        ASSERT_TRUE(got.ok() || absl::IsNotFound(got)) << got;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Get(Store(), Put(Store(150'000), texts[0])), absl::OkStatus());
}

}  // namespace
}  // namespace pawl
