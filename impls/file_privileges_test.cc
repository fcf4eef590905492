#include "impls/file_privileges.h"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "gtest/gtest.h"
#include "impls/temp_dir.h"

namespace impls {
namespace {

TEST(WithoutFilePrivileges, ModesAreKeptToUntilTheLastObjectEnds) {
  const absl::StatusOr<TempDir> dir = TempDir::Make();
  ASSERT_TRUE(dir.ok()) << dir.status();
  const std::filesystem::path path = dir->path() / "secret";
  ASSERT_TRUE(WriteFile(path, "abc").ok());
  ASSERT_EQ(chmod(path.c_str(), 0), 0);
  const auto opens = [&] { return std::ifstream(path).is_open(); };
  const bool before = opens();
  {
    const WithoutFilePrivileges outer;
    EXPECT_FALSE(opens());
    {
      const WithoutFilePrivileges inner;
      EXPECT_FALSE(opens());
    }
    EXPECT_FALSE(opens()) << "the outer one lives";
  }
  EXPECT_EQ(opens(), before);
}

}  // namespace
}  // namespace impls
