#include "impls/env_file/classes.h"

#include <array>
#include <cstring>
#include <utility>

#include "impls/env_file/scan.h"

#if PAWL_ENV_FILE_SSE2
#include <immintrin.h>
#endif

namespace env_file {
namespace {

// What 64 bytes give.
struct Words {
  uint64_t key_end, line_break, unquoted_turn, quoted_turn, double_quote, single_quote, not_plain;
};

// Hands out a stretch 64 bytes at a time, the last of them filled up with NUL, and stores what they give. Inlined into
// functions for different processors.
class Blocks {
 public:
  [[gnu::always_inline]] Blocks(std::string_view stretch, Classes& classes)
      : at_(stretch.data()),
        rest_bytes_(stretch.size() % 64),
        end_(at_ + (stretch.size() - rest_bytes_)),
        classes_(classes) {
    if (rest_bytes_ > 0) std::memcpy(rest_.data(), end_, rest_bytes_);
  }

  [[gnu::always_inline]] bool HasWhole() const { return at_ != end_; }
  [[gnu::always_inline]] const char* Next() { return std::exchange(at_, at_ + 64); }
  [[gnu::always_inline]] const char* Rest() const { return rest_.data(); }

  [[gnu::always_inline]] void Store(const Words& words, uint64_t valid = ~uint64_t{0}) {
    classes_.key_end[word_] = words.key_end & valid;
    classes_.line_break[word_] = words.line_break & valid;
    classes_.unquoted_turn[word_] = words.unquoted_turn & valid;
    classes_.quoted_turn[word_] = words.quoted_turn & valid;
    classes_.double_quote[word_] = words.double_quote & valid;
    classes_.single_quote[word_] = words.single_quote & valid;
    not_plain_ |= words.not_plain & valid;
    ++word_;
  }
  [[gnu::always_inline]] void StoreRest(const Words& words) {
    Store(words, (uint64_t{1} << rest_bytes_) - 1);
    Store(Words());
    classes_.is_plain = not_plain_ == 0;
  }

 private:
  const char* at_;
  const size_t rest_bytes_;
  const char* const end_;
  Classes& classes_;
  std::array<char, 64> rest_{};
  uint64_t not_plain_ = 0;
  size_t word_ = 0;
};

#if PAWL_ENV_FILE_SSE2

inline Words WordsBySse2(const char* at) {
  const scan::internal::Block block(at);
  const uint64_t line_break = block.AnyOf<'\n', '\r'>(), special = block.AnyOf<'\\', '$'>();
  return {block.EndsKey(),  line_break,        special | block.Equal('#'), special | line_break,
          block.Equal('"'), block.Equal('\''), block.NotPlainText()};
}

// A target is no property that a lambda or template takes over from its caller: hence macros, for this function only.
[[gnu::target("avx2"), gnu::always_inline]] inline Words WordsByAvx2(const char* at) {
  const __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
  const __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at) + 1);
#define IS(part, byte) _mm256_cmpeq_epi8(part, _mm256_set1_epi8(byte))
#define OR(a, b) _mm256_or_si256(a, b)
#define BITS(expression_of)                                                                        \
  (static_cast<uint64_t>(static_cast<uint32_t>(_mm256_movemask_epi8(expression_of(high)))) << 32 | \
   static_cast<uint32_t>(_mm256_movemask_epi8(expression_of(low))))
#define LOW(part) _mm256_cmpeq_epi8(_mm256_min_epu8(part, _mm256_set1_epi8(' ')), part)
#define KEY_END(part)                                                    \
  OR(OR(OR(LOW(part), IS(part, '=')), OR(IS(part, '#'), IS(part, '"'))), \
     OR(OR(IS(part, '\''), IS(part, '`')), IS(part, '\x7f')))
#define BREAK(part) OR(IS(part, '\n'), IS(part, '\r'))
#define SPECIAL(part) OR(IS(part, '\\'), IS(part, '$'))
#define HASH(part) IS(part, '#')
#define DOUBLE(part) IS(part, '"')
#define SINGLE(part) IS(part, '\'')
#define NOT_PLAIN(part) _mm256_cmpgt_epi8(_mm256_set1_epi8(1), part)
  const uint64_t line_break = BITS(BREAK), special = BITS(SPECIAL);
  return {BITS(KEY_END), line_break,   special | BITS(HASH), special | line_break,
          BITS(DOUBLE),  BITS(SINGLE), BITS(NOT_PLAIN)};
#undef NOT_PLAIN
#undef SINGLE
#undef DOUBLE
#undef HASH
#undef SPECIAL
#undef BREAK
#undef KEY_END
#undef LOW
#undef BITS
#undef OR
#undef IS
}

[[gnu::target("avx512bw"), gnu::always_inline]] inline Words WordsByAvx512(const char* at) {
  const __m512i all = _mm512_loadu_si512(at);
#define IS(byte) static_cast<uint64_t>(_mm512_cmpeq_epi8_mask(all, _mm512_set1_epi8(byte)))
  const uint64_t hash = IS('#'), double_quote = IS('"'), single_quote = IS('\'');
  const uint64_t line_break = IS('\n') | IS('\r'), special = IS('\\') | IS('$');
  const uint64_t low = _mm512_cmple_epu8_mask(all, _mm512_set1_epi8(' '));
  const uint64_t not_plain = _mm512_cmplt_epi8_mask(all, _mm512_set1_epi8(1));
  return {low | IS('=') | hash | double_quote | single_quote | IS('`') | IS('\x7f'),
          line_break,
          special | hash,
          special | line_break,
          double_quote,
          single_quote,
          not_plain};
#undef IS
}

void ClassifyBySse2(std::string_view stretch, Classes& classes) {
  Blocks blocks(stretch, classes);
  while (blocks.HasWhole()) blocks.Store(WordsBySse2(blocks.Next()));
  blocks.StoreRest(WordsBySse2(blocks.Rest()));
}

[[gnu::target("avx2")]] void ClassifyByAvx2(std::string_view stretch, Classes& classes) {
  Blocks blocks(stretch, classes);
  while (blocks.HasWhole()) blocks.Store(WordsByAvx2(blocks.Next()));
  blocks.StoreRest(WordsByAvx2(blocks.Rest()));
}

[[gnu::target("avx512bw")]] void ClassifyByAvx512(std::string_view stretch, Classes& classes) {
  Blocks blocks(stretch, classes);
  while (blocks.HasWhole()) blocks.Store(WordsByAvx512(blocks.Next()));
  blocks.StoreRest(WordsByAvx512(blocks.Rest()));
}

#endif

Words WordsPortably(const char* at) {
  Words words{};
  for (int i = 0; i < 64; ++i) {
    const char c = at[i];
    const auto bit = [i](bool is) { return static_cast<uint64_t>(is) << i; };
    words.key_end |= bit(scan::internal::EndsKey(c));
    words.line_break |= bit(c == '\n' || c == '\r');
    words.unquoted_turn |= bit(c == '\\' || c == '$' || c == '#');
    words.quoted_turn |= bit(c == '\\' || c == '$' || c == '\n' || c == '\r');
    words.double_quote |= bit(c == '"');
    words.single_quote |= bit(c == '\'');
    words.not_plain |= bit(!scan::internal::IsPlainText(c));
  }
  return words;
}

}  // namespace

namespace internal {

void ClassifyPortably(std::string_view stretch, Classes& classes) {
  Blocks blocks(stretch, classes);
  while (blocks.HasWhole()) blocks.Store(WordsPortably(blocks.Next()));
  blocks.StoreRest(WordsPortably(blocks.Rest()));
}

}  // namespace internal

void Classify(std::string_view stretch, Classes& classes) {
#if PAWL_ENV_FILE_SSE2
  static const auto by_processor = __builtin_cpu_supports("avx512bw") ? ClassifyByAvx512
                                   : __builtin_cpu_supports("avx2")   ? ClassifyByAvx2
                                                                      : ClassifyBySse2;
  by_processor(stretch, classes);
#else
  internal::ClassifyPortably(stretch, classes);
#endif
}

}  // namespace env_file
