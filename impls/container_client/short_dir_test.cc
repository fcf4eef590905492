#include "impls/container_client/short_dir.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include "gtest/gtest.h"
#include "impls/fd.h"

namespace container_client {
namespace {

namespace fs = std::filesystem;

std::string ParentOf(const ShortDir& folder) { return fs::path(folder.File("x")).parent_path().parent_path(); }

// Sets $TMPDIR, or unsets it for null, and restores it in the end.
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

// A new folder whose path has so many bytes.
std::string LongParent(const ShortDir& within, size_t bytes) {
  std::string parent = within.File("");
  parent.resize(bytes, 'x');
  fs::create_directory(parent);
  return parent;
}

TEST(ShortDir, LeavesRoomForASocket) {
  const ShortDir within;
  const std::string parent = LongParent(within, ShortDir::kSocketBytes);
  const TmpDir set(parent.c_str());
  const ShortDir folder;
  ASSERT_EQ(ParentOf(folder), parent);
  const std::string path = folder.File("engine.sock");
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  ASSERT_LT(path.size(), sizeof address.sun_path);
  path.copy(address.sun_path, path.size());
  const impls::Fd fd(socket(AF_UNIX, SOCK_STREAM, 0));
  EXPECT_EQ(bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0) << std::strerror(errno);
}

TEST(ShortDir, LeavesRoomForPodmansRunDirectory) {
  const ShortDir within;
  const std::string parent = LongParent(within, ShortDir::kPodmanBytes);
  const TmpDir set(parent.c_str());
  const ShortDir folder(ShortDir::kPodmanBytes);
  ASSERT_EQ(ParentOf(folder), parent);
  EXPECT_LE(folder.File("run").size(), 50U) << "which Podman refuses beyond";
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
