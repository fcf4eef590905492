#include "impls/buffer_assembly/buffer_assembly.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "impls/buffer_assembly/contract.h"
#include "impls/buffer_assembly/impls.h"
#include "impls/typed_suite.h"

// The sanitizers end the program when an allocation is too large; here it must return null, as malloc does without
// them.
extern "C" const char* __asan_default_options() { return "allocator_may_return_null=1"; }
extern "C" const char* __tsan_default_options() { return "allocator_may_return_null=1"; }

namespace buffer_assembly {
namespace {

PAWL_INSTANTIATE_CONTRACT(AssemblerContract, Impls);

TEST(Optimized, RefusesAnAbsurdDeclaredSizeAtTheFirstByteWithTheWayOut) {
  Optimized assembler(SIZE_MAX / 2);
  EXPECT_TRUE(assembler.Append("").ok());
  const absl::Status status = assembler.Append("abc");
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(std::string(status.message()),
            "cannot allocate 9223372036854775807 bytes for a stream of which 0 bytes were received. TakeReceived() "
            "returns those. Check the declared size, or process the stream chunk by chunk");
}

TEST(Optimized, ResultOfADeclaredStreamIsTheMemoryThatItWasCopiedTo) {
  Optimized assembler(2);
  ASSERT_TRUE(assembler.Append("ab").ok());
  absl::StatusOr<Buffer> buffer = assembler.Finish();
  ASSERT_TRUE(buffer.ok());
  buffer->data()[0] = 'x';  // the owner may write
  EXPECT_EQ(buffer->view(), "xb");
}

TEST(Buffer, IsEmptyAfterItsBytesMovedOn) {
  Buffer from(strdup("ab"), 2);
  Buffer to(std::move(from));
  EXPECT_EQ(from.size(), 0u);  // NOLINT: the state is promised
  EXPECT_EQ(from.data(), nullptr);
  EXPECT_EQ(to.view(), "ab");
  from = std::move(to);
  EXPECT_EQ(to.size(), 0u);  // NOLINT: the state is promised
  char* const bytes = from.Release();
  EXPECT_EQ(std::string(bytes), "ab");
  EXPECT_EQ(from.view(), "");
  std::free(bytes);
}

TEST(Corpus, IsTheSameEverywhere) {
  EXPECT_EQ(corpus::Digest(corpus::RandomBytes(1, 1000)), 17033320812370519475u);
  EXPECT_EQ(corpus::LognormalChunks(1, 3)[0].size(), 58699u);
}

TEST(Corpus, FixedChunksOfAGateSizeDiffer) {
  const std::vector<std::string_view> chunks = corpus::FixedChunks(1024);
  for (size_t i = 1; i < chunks.size(); ++i) ASSERT_NE(chunks[i], chunks[i - 1]);
}

}  // namespace
}  // namespace buffer_assembly
