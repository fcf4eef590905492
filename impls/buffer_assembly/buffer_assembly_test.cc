#include "impls/buffer_assembly/buffer_assembly.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <optional>
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

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // They take all address space themselves.

// Ends the process, after it said how many chunks of 1 MiB fit into `more_bytes` of address space and what was
// received.
void FillAddressSpace(size_t more_bytes) {
  size_t mapped_pages = 0;
  std::ifstream("/proc/self/statm") >> mapped_pages;
  const size_t most_bytes = mapped_pages * static_cast<size_t>(getpagesize()) + more_bytes;
  const rlimit limit = {most_bytes, most_bytes};
  const std::string chunk(size_t{1} << 20, 'x');
  if (setrlimit(RLIMIT_AS, &limit) != 0) std::_Exit(1);
  Optimized assembler(std::nullopt);
  int chunks = 0;
  absl::Status status;
  while (status = assembler.Append(chunk), status.ok()) ++chunks;
  const absl::StatusOr<Buffer> received = assembler.TakeReceived();
  std::cerr << chunks << " chunks, then " << absl::StatusCodeToString(status.code()) << "; received "
            << (received.ok() ? received->size() >> 20 : 0) << " MiB\n";
  std::_Exit(0);
}

// 90 MiB hold neither eight times 16 MiB nor 32 MiB beside 64, but 43 MiB beside 44.
TEST(OptimizedDeathTest, AStreamOfUnknownSizeNeedsNoMoreAddressSpaceThanItsBytesTakeTwice) {
  EXPECT_EXIT(FillAddressSpace(size_t{90} << 20), testing::ExitedWithCode(0),
              "^(4[0-4]) chunks, then RESOURCE_EXHAUSTED; received (4[0-4]) MiB");
}

#endif

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

TEST(Corpus, ALognormalStreamHasTheTotalThatWasAskedFor) {
  for (const size_t total_bytes : {size_t{0}, size_t{1}, size_t{1} << 20, (size_t{64} << 20) + 1}) {
    size_t sum = 0;
    for (const std::string_view chunk : corpus::LognormalStream(1, total_bytes)) {
      ASSERT_FALSE(chunk.empty());
      sum += chunk.size();
    }
    EXPECT_EQ(sum, total_bytes);
  }
}

}  // namespace
}  // namespace buffer_assembly
