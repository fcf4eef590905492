#include "impls/checksum/sha_ni.h"

#include <fstream>
#include <iterator>
#include <string>

#include "gtest/gtest.h"
#include "impls/checksum/impls.h"
#include "impls/random.h"

namespace checksum::sha_ni {
namespace {

std::string Reference(std::string_view message) { return Hex(Baseline().HashBytes(message).value()); }

class ShaNi : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!IsSupported()) GTEST_SKIP() << "this CPU has no SHA-NI";
  }
};

// So that what is skipped without it is skipped for no other reason.
TEST(ShaNiSupport, IsWhatTheKernelSays) {
  std::ifstream file("/proc/cpuinfo");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  ASSERT_NE(text, "");
  EXPECT_EQ(IsSupported(), text.find(" sha_ni") != std::string::npos);
}

TEST_F(ShaNi, GivesThePublishedDigests) {
  // FIPS 180-2, appendix B, and the empty message.
  EXPECT_EQ(Hex(Sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Hex(Sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Hex(Sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(Hex(Sha256(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_F(ShaNi, EqualsTheReferenceAtEverySizeUpToNineBlocks) {
  const std::string bytes = impls::RandomBytes(/*seed=*/11, 9 * kBlockBytes);
  for (size_t size = 0; size <= bytes.size(); ++size) {
    const std::string_view message = std::string_view(bytes).substr(0, size);
    ASSERT_EQ(Hex(Sha256(message)), Reference(message)) << size << " bytes";
  }
}

// A message of `bytes`, its whole blocks given in two parts of which one is hashed beside another message.
TEST_F(ShaNi, EqualsTheReferenceAtEverySplitBetweenOneStreamAndTwo) {
  constexpr size_t kBlocks = 12;
  const std::string left = impls::RandomBytes(/*seed=*/12, kBlocks * kBlockBytes);
  const std::string right = impls::RandomBytes(/*seed=*/13, kBlocks * kBlockBytes);
  char padding[kMaxPaddingBytes];
  ASSERT_EQ(Pad(padding, left.size()), kBlockBytes);
  for (size_t together = 0; together <= kBlocks; ++together) {
    for (size_t left_before = 0; left_before + together <= kBlocks; ++left_before) {
      for (size_t right_before = 0; right_before + together <= kBlocks; ++right_before) {
        State a = kStart, b = kStart;
        Compress(a, left.data(), left_before);
        Compress(b, right.data(), right_before);
        CompressTwo(a, left.data() + left_before * kBlockBytes, b, right.data() + right_before * kBlockBytes, together);
        const size_t left_at = left_before + together, right_at = right_before + together;
        Compress(a, left.data() + left_at * kBlockBytes, kBlocks - left_at);
        Compress(b, right.data() + right_at * kBlockBytes, kBlocks - right_at);
        CompressTwo(a, padding, b, padding, 1);
        ASSERT_EQ(Hex(ToDigest(a)), Reference(left)) << together << " together after " << left_before;
        ASSERT_EQ(Hex(ToDigest(b)), Reference(right)) << together << " together after " << right_before;
      }
    }
  }
}

}  // namespace
}  // namespace checksum::sha_ni
