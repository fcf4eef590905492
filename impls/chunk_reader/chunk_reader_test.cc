#include "impls/chunk_reader/chunk_reader.h"

#include <fcntl.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "impls/chunk_reader/contract.h"
#include "impls/chunk_reader/impls.h"
#include "impls/chunk_reader/object_contract.h"
#include "impls/chunk_reader/stream_contract.h"
#include "impls/typed_suite.h"

// The sanitizers end the program when an allocation is too large; here it must return null, as malloc does without
// them.
extern "C" const char* __asan_default_options() { return "allocator_may_return_null=1"; }
extern "C" const char* __tsan_default_options() { return "allocator_may_return_null=1"; }

namespace chunk_reader {
namespace {

PAWL_INSTANTIATE_CONTRACT(ReaderContract, Impls);
PAWL_INSTANTIATE_CONTRACT(StreamContract, Impls);
PAWL_INSTANTIATE_CONTRACT(ObjectContract, Impls);

constexpr size_t kKiB = 1024;
constexpr size_t kMiB = 1024 * kKiB;

// The sizes of all chunks of a file of this size, and the system calls they took.
struct Shape {
  std::vector<size_t> chunks_bytes;
  uint64_t system_calls = 0;

  bool operator==(const Shape&) const = default;
};

template <typename Reader>
Shape ShapeOf(size_t size_bytes) {
  const impls::TempDir directory = impls::TempDir::Make().value();
  EXPECT_TRUE(corpus::WriteSparseFile(directory.path() / "file", size_bytes, "").ok());
  Reader reader;
  EXPECT_TRUE(reader.Open(directory.path() / "file").ok());
  Shape shape;
  while (true) {
    const std::string_view chunk = reader.Next().value();
    if (chunk.empty()) break;
    shape.chunks_bytes.push_back(chunk.size());
  }
  shape.system_calls = reader.system_calls();
  return shape;
}

TEST(Baseline, ReadsFixedChunksAndAsksForTheEnd) {
  EXPECT_EQ(ShapeOf<Baseline>(0), (Shape{{}, 4}));
  EXPECT_EQ(ShapeOf<Baseline>(100), (Shape{{100}, 5}));
  EXPECT_EQ(ShapeOf<Baseline>(64 * kKiB), (Shape{{64 * kKiB}, 5}));
  EXPECT_EQ(ShapeOf<Baseline>(64 * kKiB + 1), (Shape{{64 * kKiB, 1}, 6}));
}

TEST(Optimized, ChunksFollowTheRuleOfTheSeed) {
  EXPECT_EQ(Optimized::ChunkBytes(1), 1u);
  EXPECT_EQ(Optimized::ChunkBytes(32 * kKiB - 1), 32 * kKiB - 1);
  EXPECT_EQ(Optimized::ChunkBytes(32 * kKiB + 1), 32 * kKiB);
  EXPECT_EQ(Optimized::ChunkBytes(64 * kKiB - 1), 32 * kKiB);
  EXPECT_EQ(Optimized::ChunkBytes(64 * kKiB), 64 * kKiB);
  EXPECT_EQ(Optimized::ChunkBytes(kMiB - 1), 64 * kKiB);
  EXPECT_EQ(Optimized::ChunkBytes(kMiB), 128 * kKiB);
  EXPECT_EQ(Optimized::ChunkBytes(UINT64_MAX), 128 * kKiB);
  EXPECT_EQ(Optimized::ChunkBytes(0), 64 * kKiB) << "nothing is claimed";
}

TEST(Optimized, SparesTheCallThatOnlySaysEnd) {
  EXPECT_EQ(ShapeOf<Optimized>(0), (Shape{{}, 4}));
  EXPECT_EQ(ShapeOf<Optimized>(100), (Shape{{100}, 4}));
  EXPECT_EQ(ShapeOf<Optimized>(48 * kKiB), (Shape{{32 * kKiB, 16 * kKiB}, 5}));
  EXPECT_EQ(ShapeOf<Optimized>(64 * kKiB), (Shape{{64 * kKiB}, 4}));
  EXPECT_EQ(ShapeOf<Optimized>(130 * kKiB), (Shape{{64 * kKiB, 64 * kKiB, 2 * kKiB}, 6}));
  EXPECT_EQ(ShapeOf<Optimized>(kMiB), (Shape{std::vector<size_t>(8, 128 * kKiB), 11}));
}

TEST(Tuned, ReadsUpTo256KiBAtOnceAndAnnouncesLargeFiles) {
  EXPECT_EQ(ShapeOf<Tuned>(0), (Shape{{}, 4}));
  EXPECT_EQ(ShapeOf<Tuned>(100), (Shape{{100}, 4}));
  EXPECT_EQ(ShapeOf<Tuned>(256 * kKiB), (Shape{{256 * kKiB}, 4}));
  EXPECT_EQ(ShapeOf<Tuned>(256 * kKiB + 1), (Shape{{256 * kKiB, 1}, 5}));
  EXPECT_EQ(ShapeOf<Tuned>(8 * kMiB - 1).system_calls, 3u + 32);
  EXPECT_EQ(ShapeOf<Tuned>(8 * kMiB).system_calls, 3u + 32 + 1);
}

TEST(Tuned, ChunksBeginAtAPage) {
  const impls::TempDir directory = impls::TempDir::Make().value();
  ASSERT_TRUE(impls::WriteFile(directory.path() / "file", "abc").ok());
  Tuned reader;
  ASSERT_TRUE(reader.Open(directory.path() / "file").ok());
  EXPECT_EQ(reinterpret_cast<uintptr_t>(reader.Next().value().data()) % 4096, 0u);
}

// No implementation may need more system calls than the baseline implementation, whatever the size.
TEST(SystemCalls, AreNeverMoreThanTheBaselines) {
  for (size_t size_bytes = 0; size_bytes < 12 * kMiB; size_bytes += 1 + size_bytes / 3) {
    const uint64_t most = ShapeOf<Baseline>(size_bytes).system_calls;
    EXPECT_LE(ShapeOf<Optimized>(size_bytes).system_calls, most) << size_bytes << " bytes";
    EXPECT_LE(ShapeOf<Tuned>(size_bytes).system_calls, most) << size_bytes << " bytes";
  }
}

TEST(ChunkBuffer, KeepsWhatIsLargeEnoughAndFailsCleanly) {
  ChunkBuffer buffer;
  ASSERT_TRUE(buffer.Reserve(100).ok());
  const char* const data = buffer.data();
  ASSERT_TRUE(buffer.Reserve(50).ok());
  EXPECT_EQ(buffer.data(), data);
  EXPECT_EQ(buffer.size(), 100u);
  EXPECT_EQ(
      buffer.Reserve(SIZE_MAX / 2).ToString(),
      "RESOURCE_EXHAUSTED: cannot allocate 9223372036854775807 bytes for chunks. Free memory and call Next() again");
  EXPECT_EQ(buffer.size(), 0u);
  ASSERT_TRUE(buffer.Reserve(4097).ok());
  ChunkBuffer to(std::move(buffer));
  EXPECT_EQ(buffer.size(), 0u);  // NOLINT: the state is promised
  EXPECT_EQ(to.size(), 4097u);
}

TEST(ChunkBuffer, BeginsAtAPage) {
  for (const size_t bytes : {1, 4095, 4096, 4097, 65'537, 131'073, 1 << 20}) {
    ChunkBuffer buffer;
    ASSERT_TRUE(buffer.Reserve(bytes).ok());
    EXPECT_EQ(reinterpret_cast<uintptr_t>(buffer.data()) % 4096, 0u) << bytes << " bytes";
    buffer.data()[bytes - 1] = 1;  // the sanitizer objects where it is not the buffer's
  }
}

TEST(Digest, IsFnv1aHoweverTheBytesAreCut) {
  corpus::Digest whole, parts;
  EXPECT_EQ(whole.value(), 0xcbf29ce484222325u);  // the values that its authors publish
  whole.Add("foobar");
  EXPECT_EQ(whole.value(), 0x85944171f73967e8u);
  for (const char* part : {"foo", "", "b", "ar"}) parts.Add(part);
  EXPECT_EQ(parts.value(), whole.value());
}

}  // namespace
}  // namespace chunk_reader
