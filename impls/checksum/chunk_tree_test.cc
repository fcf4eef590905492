#include "impls/checksum/chunk_tree.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "gtest/gtest.h"
#include "impls/checksum/impls.h"
#include "impls/checksum/parallel_chunk_tree.h"
#include "impls/file_privileges.h"
#include "impls/impl_list.h"
#include "impls/typed_suite.h"

namespace checksum {
namespace {

static_assert(ChunkTreeHasher<PlainChunkTree> && ChunkTreeHasher<ParallelChunkTree>);

struct OneWorker : ParallelChunkTree {
  static constexpr std::string_view kName = "one_worker";
  OneWorker() : ParallelChunkTree(1, BestEngine()) {}
};

struct ThreeWorkers : ParallelChunkTree {
  static constexpr std::string_view kName = "three_workers";
  ThreeWorkers() : ParallelChunkTree(3, BestEngine()) {}
};

struct ByEvp : ParallelChunkTree {
  static constexpr std::string_view kName = "by_evp";
  ByEvp() : ParallelChunkTree(2, Engine::kEvp) {}
};

template <typename Hasher>
class ChunkTree : public ::testing::Test {
 protected:
  ChunkTree() : directory_(corpus::TempDir::Make().value()), path_(directory_.path() / "file") {}

  std::string HashFile(const std::filesystem::path& path) {
    const absl::StatusOr<ChunkTreeDigest> digest = hasher_.HashFile(path);
    return digest.ok() ? digest->Text() : digest.status().ToString();
  }

  corpus::TempDir directory_;
  std::filesystem::path path_;
  Hasher hasher_;
};

using ChunkTrees = impls::ImplList<PlainChunkTree, ParallelChunkTree, OneWorker, ThreeWorkers, ByEvp>;
TYPED_TEST_SUITE(ChunkTree, impls::AsTestTypes<ChunkTrees>::Type, impls::NameByImpl);

// Computed by a program of its own from the description of the format, with Python's hashlib.
TYPED_TEST(ChunkTree, IsWhatItsDescriptionSays) {
  for (const auto& [size_bytes, digest] : std::initializer_list<std::pair<size_t, const char*>>{
           {0, "36c7e819b45a8218ca87947430d7be35ca3c600892008c4fc40ebe192123ba02"},
           {1, "54794d4d99236697efe5d0031e53774426e52bb69506e524706674e74d11f5f7"},
           {1048576, "c5be5dccab40e087e56b72b651bcf1c6eb17c48bd5dbf256f9f97047f8aa5505"},
           {1048577, "78ba2e8f49fec0d05f4f26d2db947c23b1fb79540bea2ad147003f42a8b037ad"},
           {2097152, "2819688cd66cb69b926b5710323af9ad0edd9ee136d7f552ece6b75744acbcc5"},
           {3145728, "dd450cea3c395537e8f562843653a88bda9c08584141f7aadecaa2b638053c34"},
           {5255225, "46a86b2ea97be38f41097a34a03b7e891954d2baef1e85a18812396eae14bf59"},
           {7340032, "8f30651f8d27258137dd98fdca833d134c93e470f6e23049cb3f816692d8fa68"},
       }) {
    ASSERT_TRUE(corpus::WriteFile(this->path_, std::string(size_bytes, 'a')).ok());
    EXPECT_EQ(this->HashFile(this->path_), "sha256-chunk-tree-1MiB:" + std::string(digest)) << size_bytes << " bytes";
  }
}

TYPED_TEST(ChunkTree, EqualsThePlainOneAtSizesAroundBlocksPiecesAndChunks) {
  for (const size_t edge_bytes : {64, 1 << 16, 1 << 20, 2 << 20, 4 << 20}) {
    for (const int beyond : {-56, -9, -8, -1, 0, 1}) {
      const size_t size_bytes = edge_bytes + static_cast<size_t>(beyond);
      ASSERT_TRUE(corpus::WriteRandomFile(this->path_, /*seed=*/9, size_bytes).ok());
      EXPECT_EQ(this->HashFile(this->path_), PlainChunkTree().HashFile(this->path_).value().Text()) << size_bytes;
    }
  }
}

TYPED_TEST(ChunkTree, ReadsAFileThatClaimsNoSizeToItsEnd) {
  EXPECT_EQ(this->HashFile("/proc/filesystems"), PlainChunkTree().HashFile("/proc/filesystems").value().Text());
  ASSERT_TRUE(corpus::WriteFile(this->path_, "").ok());
  EXPECT_NE(this->HashFile("/proc/filesystems"), this->HashFile(this->path_));
}

TYPED_TEST(ChunkTree, NamesWhatCannotBeReadAsHasherDoes) {
  for (const std::filesystem::path& path : {this->path_, this->directory_.path(), std::filesystem::path("/dev/zero")}) {
    EXPECT_EQ(this->HashFile(path), Baseline().HashFile(path).status().ToString());
  }
  ASSERT_TRUE(corpus::WriteFile(this->path_, "abc").ok());
  ASSERT_EQ(chmod(this->path_.c_str(), 0), 0);
  const impls::WithoutFilePrivileges as_everybody;
  EXPECT_EQ(this->HashFile(this->path_), Baseline().HashFile(this->path_).status().ToString());
}

TYPED_TEST(ChunkTree, OfAMovedFromHasherWorks) {
  ASSERT_TRUE(corpus::WriteRandomFile(this->path_, /*seed=*/9, 3 << 20).ok());
  const std::string before = this->HashFile(this->path_);
  TypeParam to(std::move(this->hasher_));
  EXPECT_EQ(to.HashFile(this->path_).value().Text(), before);
  EXPECT_EQ(this->HashFile(this->path_), before);
}

TEST(ReadAt, AFileThatEndsEarlyHasChanged) {
  const corpus::TempDir directory = corpus::TempDir::Make().value();
  const std::filesystem::path path = directory.path() / "file";
  ASSERT_TRUE(corpus::WriteFile(path, "abcdef").ok());
  const File file = File::Open(path, Links::kFollow).value();
  ASSERT_EQ(truncate(path.c_str(), 4), 0);
  char data[6];
  EXPECT_TRUE(chunk_tree::ReadAt(file, 1, data, 3, path).ok());
  EXPECT_EQ(chunk_tree::ReadAt(file, 1, data, 5, path).ToString(),
            "ABORTED: " + path.native() +
                ": changed while it was read: ends at byte 4 of 6. Hash it again when nothing writes to it");
}

}  // namespace
}  // namespace checksum
