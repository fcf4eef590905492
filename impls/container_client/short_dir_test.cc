#include "impls/container_client/short_dir.h"

#include <sys/un.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "gtest/gtest.h"

namespace container_client {
namespace {

namespace fs = std::filesystem;

std::string ParentOf(const ShortDir& folder) { return fs::path(folder.File("x")).parent_path().parent_path(); }

// $TMPDIR of this process, and what it was afterwards.
class TmpDir {
 public:
  explicit TmpDir(const char* value) {
    if (value == nullptr) {
      unsetenv("TMPDIR");
    } else {
      setenv("TMPDIR", value, 1);
    }
  }
  TmpDir(const TmpDir&) = delete;
  TmpDir& operator=(const TmpDir&) = delete;
  ~TmpDir() {
    if (had_) {
      setenv("TMPDIR", was_.c_str(), 1);
    } else {
      unsetenv("TMPDIR");
    }
  }

 private:
  const bool had_ = std::getenv("TMPDIR") != nullptr;
  const std::string was_ = had_ ? std::getenv("TMPDIR") : "";
};

TEST(ShortDir, LiesInTheUsersFolderAsLongAsThatIsShortEnough) {
  const ShortDir parent;
  const std::string name = parent.File("a");
  fs::create_directory(name);
  const TmpDir set(name.c_str());
  EXPECT_EQ(ParentOf(ShortDir(name.size())), name);
  EXPECT_EQ(ParentOf(ShortDir(name.size() - 1)), "/tmp");
}

TEST(ShortDir, LiesInTmpWithoutAFolderOfTheUsers) {
  for (const char* value : {static_cast<const char*>(nullptr), "", "relative"}) {
    const TmpDir set(value);
    EXPECT_EQ(ParentOf(ShortDir()), "/tmp") << (value == nullptr ? "unset" : value);
  }
}

// Enough for the longest file that is made in such a folder.
TEST(ShortDir, LeavesRoomForTheNamesOfItsFiles) {
  EXPECT_EQ(ShortDir::kSocketBytes + std::string("/pawl.XXXXXX/engine.sock").size(), sizeof(sockaddr_un::sun_path) - 1);
  EXPECT_EQ(ShortDir::kPodmanBytes + std::string("/pawl.XXXXXX/run").size(), 50U);
}

TEST(ShortDir, IsRemovedWithWhatIsInIt) {
  std::string path;
  {
    const ShortDir folder;
    path = folder.File("deep");
    fs::create_directories(path + "/er");
    std::ofstream(path + "/er/file") << "x";
    ASSERT_TRUE(fs::exists(path + "/er/file"));
  }
  EXPECT_FALSE(fs::exists(fs::path(path).parent_path()));
}

}  // namespace
}  // namespace container_client
