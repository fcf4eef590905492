#ifndef PAWL_IMPLS_BUFFER_ASSEMBLY_CONTRACT_H_
#define PAWL_IMPLS_BUFFER_ASSEMBLY_CONTRACT_H_

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "impls/buffer_assembly/impls.h"

namespace buffer_assembly {

// What every assembler must do.
template <typename Assembler>
class AssemblerContract : public ::testing::Test {
 public:
  // What Finish or TakeReceived returned, as text that a failing test can show.
  static std::string Text(const absl::StatusOr<Buffer>& buffer) {
    return buffer.ok() ? std::string(buffer->view()) : buffer.status().ToString();
  }

  static std::string Assemble(std::optional<size_t> declared_bytes, const std::vector<std::string>& chunks) {
    Assembler assembler(declared_bytes);
    for (const std::string& chunk : chunks) {
      if (absl::Status status = assembler.Append(chunk); !status.ok()) return status.ToString();
    }
    return Text(assembler.Finish());
  }
};

TYPED_TEST_SUITE_P(AssemblerContract);

TYPED_TEST_P(AssemblerContract, ChunksAreJoinedInOrderOfArrival) {
  EXPECT_EQ(this->Assemble(6, {"ab", "c", "def"}), "abcdef");
  EXPECT_EQ(this->Assemble(std::nullopt, {"ab", "c", "def"}), "abcdef");
}

TYPED_TEST_P(AssemblerContract, AStreamWithoutBytesIsAnEmptyBuffer) {
  EXPECT_EQ(this->Assemble(0, {}), "");
  EXPECT_EQ(this->Assemble(std::nullopt, {}), "");
  EXPECT_EQ(this->Assemble(0, {"", ""}), "");
}

TYPED_TEST_P(AssemblerContract, EmptyChunksAddNothing) {
  EXPECT_EQ(this->Assemble(2, {"", "a", "", "b", ""}), "ab");
  TypeParam assembler(std::nullopt);
  EXPECT_TRUE(assembler.Append(std::string_view()).ok());  // a null pointer
  EXPECT_TRUE(assembler.Append("x").ok());
  EXPECT_EQ(this->Text(assembler.Finish()), "x");
}

TYPED_TEST_P(AssemblerContract, AChunkMayBeOverwrittenAfterAppend) {
  for (const std::optional<size_t> declared_bytes : {std::optional<size_t>(), std::optional<size_t>(6)}) {
    TypeParam assembler(declared_bytes);
    std::string recycled = "abc";
    ASSERT_TRUE(assembler.Append(recycled).ok());
    recycled = "def";
    ASSERT_TRUE(assembler.Append(recycled).ok());
    recycled = "???";
    EXPECT_EQ(this->Text(assembler.Finish()), "abcdef");
  }
}

TYPED_TEST_P(AssemblerContract, AnExcessChunkIsRefusedWholeAndNothingIsLost) {
  TypeParam assembler(5);
  ASSERT_TRUE(assembler.Append("abc").ok());
  const absl::Status refusal = assembler.Append("defg");
  EXPECT_EQ(refusal.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(std::string(refusal.message()),
            "stream is longer than declared: 5 bytes declared, 3 received, and the chunk at offset 3 has 4 (2 too "
            "many). The chunk was not taken; TakeReceived() returns the bytes before it. Declare the stream's real "
            "size, or none");
  EXPECT_EQ(assembler.Append("de"), refusal) << "what would fit must not fill the hole";
  EXPECT_EQ(assembler.Append(""), refusal);
  EXPECT_EQ(assembler.Finish().status(), refusal);
  EXPECT_EQ(this->Text(assembler.TakeReceived()), "abc");
}

TYPED_TEST_P(AssemblerContract, AByteBeyondADeclaredZeroIsRefused) {
  TypeParam assembler(0);
  EXPECT_EQ(assembler.Append("a").code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(this->Text(assembler.TakeReceived()), "");
}

TYPED_TEST_P(AssemblerContract, AShortStreamIsAnErrorThatTheRestCures) {
  TypeParam assembler(5);
  ASSERT_TRUE(assembler.Append("abc").ok());
  const absl::Status status = assembler.Finish().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(std::string(status.message()),
            "stream is shorter than declared: 5 bytes declared, 3 received, 2 missing at offset 3. Append the rest and "
            "finish again, or use TakeReceived() for what is there");
  ASSERT_TRUE(assembler.Append("de").ok());
  EXPECT_EQ(this->Text(assembler.Finish()), "abcde");
}

TYPED_TEST_P(AssemblerContract, ReceivedBytesOfAShortStreamCanBeTaken) {
  TypeParam assembler(5);
  ASSERT_TRUE(assembler.Append("abc").ok());
  ASSERT_FALSE(assembler.Finish().ok());
  EXPECT_EQ(this->Text(assembler.TakeReceived()), "abc");
}

TYPED_TEST_P(AssemblerContract, ADeclaredSizeBeyondAllMemoryIsAnErrorAndNothingIsLost) {
  for (const size_t absurd_bytes : {SIZE_MAX / 2, SIZE_MAX}) {
    TypeParam assembler(absurd_bytes);
    const absl::Status appended = assembler.Append("abc");
    const absl::Status finished = assembler.Finish().status();
    if (appended.ok()) {
      EXPECT_EQ(finished.code(), absl::StatusCode::kDataLoss) << finished;
    } else {
      EXPECT_EQ(appended.code(), absl::StatusCode::kResourceExhausted) << appended;
      EXPECT_EQ(finished, appended);
    }
    EXPECT_EQ(this->Text(assembler.TakeReceived()), appended.ok() ? "abc" : "");
  }
}

// Memory of 5 bytes meets streams that fit into it, fill it and exceed it, declared or not.
TYPED_TEST_P(AssemblerContract, TheMemoryOfAnEarlierResultLeavesNoTrace) {
  for (const std::string_view stream : {"", "ab", "abcde", "abcdefgh"}) {
    for (const std::optional<size_t> declared_bytes : {std::optional<size_t>(), std::optional<size_t>(stream.size())}) {
      TypeParam assembler(declared_bytes, Buffer(strdup("?????"), 5));
      for (const char& byte : stream) ASSERT_TRUE(assembler.Append(std::string_view(&byte, 1)).ok());
      EXPECT_EQ(this->Text(assembler.Finish()), stream);
    }
  }
}

TYPED_TEST_P(AssemblerContract, AStreamThatFitsIsInTheMemoryThatWasGiven) {
  for (const std::optional<size_t> declared_bytes : {std::optional<size_t>(), std::optional<size_t>(3)}) {
    char* const memory = strdup("?????");
    TypeParam assembler(declared_bytes, Buffer(memory, 5));
    ASSERT_TRUE(assembler.Append("abc").ok());
    const absl::StatusOr<Buffer> buffer = assembler.Finish();
    ASSERT_EQ(this->Text(buffer), "abc");
    EXPECT_EQ(buffer->data(), memory);
  }
}

TYPED_TEST_P(AssemblerContract, GivenMemoryMovesWithTheStream) {
  TypeParam from(2, Buffer(strdup("?????"), 5));
  TypeParam to(std::move(from));
  ASSERT_TRUE(to.Append("a").ok());
  EXPECT_EQ(to.Append("bc").code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(this->Text(to.TakeReceived()), "a");
}

TYPED_TEST_P(AssemblerContract, BytesAreHandedOutOnce) {
  for (const bool by_finish : {true, false}) {
    TypeParam assembler(1);
    ASSERT_TRUE(assembler.Append("a").ok());
    ASSERT_EQ(this->Text(by_finish ? assembler.Finish() : assembler.TakeReceived()), "a");
    EXPECT_EQ(assembler.Append("").code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(assembler.Finish().status().code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(assembler.TakeReceived().status().code(), absl::StatusCode::kFailedPrecondition);
  }
}

TYPED_TEST_P(AssemblerContract, AMoveTakesTheStreamAlongAndLeavesASpentAssembler) {
  TypeParam from(4);
  ASSERT_TRUE(from.Append("ab").ok());
  TypeParam to(std::move(from));
  EXPECT_EQ(from.Append("c").code(), absl::StatusCode::kFailedPrecondition);  // NOLINT: the state is promised
  EXPECT_EQ(from.Finish().status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(from.TakeReceived().status().code(), absl::StatusCode::kFailedPrecondition);
  ASSERT_TRUE(to.Append("cd").ok());
  from = std::move(to);
  EXPECT_EQ(to.Finish().status().code(), absl::StatusCode::kFailedPrecondition);  // NOLINT: the state is promised
  EXPECT_EQ(this->Text(from.Finish()), "abcd");
}

TYPED_TEST_P(AssemblerContract, AFailedStreamMovesWithItsFailure) {
  TypeParam from(1);
  ASSERT_TRUE(from.Append("a").ok());
  const absl::Status refusal = from.Append("b");
  TypeParam to(std::move(from));
  EXPECT_EQ(to.Finish().status(), refusal);
  EXPECT_EQ(this->Text(to.TakeReceived()), "a");
}

// Every cut of every text of up to 9 bytes, with every declared size near it.
TYPED_TEST_P(AssemblerContract, EveryCutOfASmallStreamGivesTheReferencesAnswer) {
  constexpr std::string_view kText = "012345678";
  for (size_t size = 0; size <= kText.size(); ++size) {
    for (unsigned cuts = 0; cuts < (1u << size); ++cuts) {
      std::vector<std::string> chunks(1);
      for (size_t i = 0; i < size; ++i) {
        chunks.back() += kText[i];
        if ((cuts >> i) & 1) chunks.emplace_back();
      }
      ASSERT_EQ(this->Assemble(std::nullopt, chunks), kText.substr(0, size)) << "cuts " << cuts;
      for (size_t declared = size - std::min<size_t>(size, 2); declared <= size + 1; ++declared) {
        ASSERT_EQ(this->Assemble(declared, chunks), AssemblerContract<Baseline>::Assemble(declared, chunks))
            << "size " << size << ", declared " << declared << ", cuts " << cuts;
      }
    }
  }
}

TYPED_TEST_P(AssemblerContract, LargeRandomStreamsAreTheirChunksInARow) {
  for (const uint64_t seed : {1, 2, 3}) {
    const std::vector<std::string> chunks = corpus::LognormalChunks(seed, 300);
    std::string whole;
    for (const std::string& chunk : chunks) whole += chunk;
    // Compared as bool: gtest would print megabytes.
    EXPECT_TRUE(this->Assemble(whole.size(), chunks) == whole) << "seed " << seed;
    EXPECT_TRUE(this->Assemble(std::nullopt, chunks) == whole) << "seed " << seed;
  }
}

// 40 MiB: beyond the size at which an implementation may change how it allocates; once in one chunk, once in many.
TYPED_TEST_P(AssemblerContract, AVeryLargeStreamIsAssembledToo) {
  const std::string whole = corpus::RandomBytes(4, (size_t{40} << 20) + 1);
  std::vector<std::string> chunks;
  for (size_t i = 0; i < whole.size(); i += 70'001) chunks.push_back(whole.substr(i, 70'001));
  for (const std::optional<size_t> declared_bytes : {std::optional<size_t>(), std::optional<size_t>(whole.size())}) {
    EXPECT_TRUE(this->Assemble(declared_bytes, chunks) == whole);
    EXPECT_TRUE(this->Assemble(declared_bytes, {whole}) == whole);
  }
}

REGISTER_TYPED_TEST_SUITE_P(AssemblerContract, ChunksAreJoinedInOrderOfArrival, AStreamWithoutBytesIsAnEmptyBuffer,
                            EmptyChunksAddNothing, AChunkMayBeOverwrittenAfterAppend,
                            AnExcessChunkIsRefusedWholeAndNothingIsLost, AByteBeyondADeclaredZeroIsRefused,
                            AShortStreamIsAnErrorThatTheRestCures, ReceivedBytesOfAShortStreamCanBeTaken,
                            ADeclaredSizeBeyondAllMemoryIsAnErrorAndNothingIsLost,
                            TheMemoryOfAnEarlierResultLeavesNoTrace, AStreamThatFitsIsInTheMemoryThatWasGiven,
                            GivenMemoryMovesWithTheStream, BytesAreHandedOutOnce,
                            AMoveTakesTheStreamAlongAndLeavesASpentAssembler, AFailedStreamMovesWithItsFailure,
                            EveryCutOfASmallStreamGivesTheReferencesAnswer, LargeRandomStreamsAreTheirChunksInARow,
                            AVeryLargeStreamIsAssembledToo);

}  // namespace buffer_assembly

#endif  // PAWL_IMPLS_BUFFER_ASSEMBLY_CONTRACT_H_
