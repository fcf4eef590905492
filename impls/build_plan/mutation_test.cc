#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <random>
#include <string>
#include <thread>

#include "gtest/gtest.h"
#include "impls/build_plan/contract_fixture.h"
#include "impls/build_plan/impls.h"
#include "impls/build_plan/mutations.h"
#include "impls/typed_suite.h"

// That no answer is ever stale: whatever happens to a tree between two calls, the plans and the checksum are those of a
// planner that has never seen it before.
namespace build_plan {
namespace {

namespace fs = std::filesystem;

template <typename Planner>
class NeverStale : public ::testing::Test {
 protected:
  NeverStale() : directory_(corpus::TempDir::Make().value()), root_(directory_.path() / "root") {}

  // The differences between what `planner` says and what there is; "" for none.
  static std::string Differences(const fs::path& root, Planner& planner) {
    Baseline fresh(root.native());
    const Plans want = fresh.Create(kBuildKinds).value(), got = planner.Create(kBuildKinds).value();
    std::string differences;
    for (size_t kind = 0; kind < kBuildKinds.size(); ++kind) {
      if (*got[kind] == *want[kind]) continue;
      differences += std::string(NameOf(kBuildKinds[kind])) + " has\n  " + Described(*got[kind]) + "\nand is\n  " +
                     Described(*want[kind]) + "\n";
    }
    if (planner.Checksum(*got[0]).value() != fresh.Checksum(*want[0]).value()) differences += "checksum\n";
    return differences;
  }

  // Until directories that were changed last are old enough to be trusted.
  static void Settle() { std::this_thread::sleep_for(std::chrono::milliseconds(60)); }

  corpus::TempDir directory_;
  fs::path root_;
};

TYPED_TEST_SUITE(NeverStale, impls::OthersAsTestTypes<Impls>::Type, impls::NameByImpl);

// The case that the cache is for. Without it the tests below would show nothing.
TYPED_TEST(NeverStale, AnUnchangedTreeIsNotListedAgain) {
  MakeMutable(this->root_);
  TypeParam planner(this->root_.native());
  this->Settle();
  EXPECT_EQ(this->Differences(this->root_, planner), "");
  EXPECT_EQ(planner.listed(), 9u);
  EXPECT_EQ(this->Differences(this->root_, planner), "");
  EXPECT_EQ(planner.listed(), 0u);
}

TYPED_TEST(NeverStale, OnlyChangedDirectoriesAreListedAgain) {
  MakeMutable(this->root_);
  TypeParam planner(this->root_.native());
  this->Settle();
  EXPECT_EQ(this->Differences(this->root_, planner), "");
  ASSERT_TRUE(corpus::WriteFile(this->root_ / "a/b/new/file", "").ok());
  EXPECT_EQ(this->Differences(this->root_, planner), "");
  EXPECT_EQ(planner.listed(), 2u) << "a/b and new";
  this->Settle();
  EXPECT_EQ(this->Differences(this->root_, planner), "");
  EXPECT_EQ(planner.listed(), 2u) << "the same, which had been changed too shortly before";
  EXPECT_EQ(this->Differences(this->root_, planner), "");
  EXPECT_EQ(planner.listed(), 0u);
}

TYPED_TEST(NeverStale, AfterEachMutationOfASettledTree) {
  MakeMutable(this->root_);
  TypeParam planner(this->root_.native());
  for (const Mutation& mutation : Mutations()) {
    this->Settle();
    ASSERT_EQ(this->Differences(this->root_, planner), "") << "before " << mutation.name;
    mutation.apply(this->root_);
    ASSERT_EQ(this->Differences(this->root_, planner), "") << mutation.name;
  }
}

TYPED_TEST(NeverStale, AfterEachMutationInTheSameTickOfTheClock) {
  for (int round = 0; round < 3; ++round) {
    const fs::path root = this->directory_.path() / std::to_string(round);
    MakeMutable(root);
    TypeParam planner(root.native());
    for (const Mutation& mutation : Mutations()) {
      mutation.apply(root);
      ASSERT_EQ(this->Differences(root, planner), "") << mutation.name << ", round " << round;
    }
  }
}

// Adds, removes and renames at random, with and without time between.
TYPED_TEST(NeverStale, AfterManyRandomChanges) {
  ASSERT_TRUE(corpus::WriteTree(this->root_, /*seed=*/5, 20).ok());
  TypeParam planner(this->root_.native());
  std::mt19937 random(17);
  for (int step = 0; step < 80; ++step) {
    if (random() % 8 == 0) this->Settle();
    const std::vector<fs::path> all = [this] {
      std::vector<fs::path> paths;
      for (const auto& entry : fs::recursive_directory_iterator(this->root_)) paths.push_back(entry.path());
      return paths;
    }();
    const fs::path& path = all[random() % all.size()];
    const fs::path& other = all[random() % all.size()];
    std::error_code refused;  // as moving a directory into itself is: then nothing is changed
    switch (random() % 4) {
      case 0:
        fs::rename(path, other.parent_path() / ("moved_" + std::to_string(step)), refused);
        break;
      case 1:
        fs::rename(path, other, refused);
        break;
      case 2:
        if (!fs::is_directory(fs::symlink_status(path))) fs::remove(path, refused);
        break;
      default:
        ASSERT_TRUE(corpus::WriteFile(path.parent_path() / ("new_" + std::to_string(step) + ".py"), "").ok());
    }
    ASSERT_EQ(this->Differences(this->root_, planner), "") << "step " << step;
  }
}

// Levels of this tree are wide enough for several threads. What is seen while another thread changes the tree is a
// mixture, which must not be remembered.
TYPED_TEST(NeverStale, AfterChangesDuringACall) {
  ASSERT_TRUE(corpus::WriteTree(this->root_, /*seed=*/6, 120).ok());
  TypeParam planner(this->root_.native());
  for (int round = 0; round < 6; ++round) {
    this->Settle();
    std::atomic<bool> stop = false;
    std::thread disturber([this, &stop, round] {
      const fs::path a = this->root_ / ("a_" + std::to_string(round)), b = this->root_ / "b.go";
      for (int i = 0; !stop; ++i) {
        fs::create_directories(a / "below");
        EXPECT_TRUE(corpus::WriteFile(a / "below" / ("file_" + std::to_string(i % 7)), "").ok());
        fs::rename(a, b);
        fs::remove_all(b);
      }
    });
    for (int i = 0; i < 20; ++i) EXPECT_TRUE(planner.Create(kBuildKinds).ok());
    stop = true;
    disturber.join();
    ASSERT_EQ(this->Differences(this->root_, planner), "") << "round " << round;
  }
}

// Why digests are not kept: the second store moves none of the file's times.
TYPED_TEST(NeverStale, ContentThroughAMappingIsSeen) {
  MakeMutable(this->root_);
  TypeParam planner(this->root_.native());
  const int fd = open((this->root_ / "keep.py").c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_GE(fd, 0);
  char* const memory = static_cast<char*>(mmap(nullptr, 1, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
  ASSERT_NE(memory, MAP_FAILED);
  *memory = 'A';
  this->Settle();
  EXPECT_EQ(this->Differences(this->root_, planner), "");
  const fs::file_time_type before = fs::last_write_time(this->root_ / "keep.py");
  *memory = 'B';
  EXPECT_EQ(fs::last_write_time(this->root_ / "keep.py"), before);
  EXPECT_EQ(this->Differences(this->root_, planner), "");
  munmap(memory, 1);
  close(fd);
}

}  // namespace
}  // namespace build_plan
