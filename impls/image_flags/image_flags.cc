#include "impls/image_flags/image_flags.h"

#include <algorithm>
#include <cstdint>

namespace image_flags {
namespace {

constexpr size_t kFits = std::string_view::npos;
constexpr size_t kMaxNameBytes = 255;
constexpr size_t kMaxTagBytes = 128;
constexpr size_t kMaxPortDigits = 5;

bool IsLower(char c) { return 'a' <= c && c <= 'z'; }
bool IsDigit(char c) { return '0' <= c && c <= '9'; }
bool IsLowerOrDigit(char c) { return IsLower(c) || IsDigit(c); }
bool IsLetterOrDigit(char c) { return IsLowerOrDigit(c) || ('A' <= c && c <= 'Z'); }
bool IsLowerHex(char c) { return IsDigit(c) || ('a' <= c && c <= 'f'); }
bool IsTagByte(char c) { return IsLetterOrDigit(c) || c == '_' || c == '.' || c == '-'; }
bool IsEncodedByte(char c) { return IsLetterOrDigit(c) || c == '=' || c == '_' || c == '-'; }

// Error texts go to terminals and logs, so bytes that would act there are shown as \xNN.
std::string Shown(std::string_view value) {
  std::string shown = "\"";
  for (unsigned char c : value) {
    if (c >= 0x20 && c != 0x7f && c != '"' && c != '\\') {
      shown += static_cast<char>(c);
      continue;
    }
    constexpr std::string_view kHex = "0123456789abcdef";
    shown += {'\\', 'x', kHex[c >> 4], kHex[c & 15]};
  }
  return shown + "\"";
}

// Offset of the first byte at or after `from` that is not `allowed`; kFits if there is none.
template <typename Allowed>
size_t FirstNot(std::string_view text, size_t from, Allowed allowed) {
  const auto found = std::find_if_not(text.begin() + from, text.end(), allowed);
  return found == text.end() ? kFits : static_cast<size_t>(found - text.begin());
}

// Words of `is_word` bytes with one separator between two of them. `separator_at` returns the size of the separator at
// an offset, 0 for none. Like all scanners below, returns the offset of the first byte that does not fit, the text's
// size if it ends too early, kFits if all of it fits.
template <typename IsWord, typename SeparatorAt>
size_t ScanWords(std::string_view text, IsWord is_word, SeparatorAt separator_at) {
  for (size_t at = 0;;) {
    const size_t end = FirstNot(text, at, is_word);
    if (at == text.size() || end == at) return at;
    if (end == kFits) return kFits;
    const size_t separator = separator_at(end);
    if (separator == 0) return end;
    at = end + separator;
  }
}

size_t DashesAt(std::string_view text, size_t at) {
  return std::min(FirstNot(text, at, [](char c) { return c == '-'; }), text.size()) - at;
}

size_t ScanRepository(std::string_view text) {
  return ScanWords(text, IsLowerOrDigit, [text](size_t at) -> size_t {
    if (text[at] == '.' || text[at] == '/') return 1;
    if (text[at] == '_') return text.substr(at, 2) == "__" ? 2 : 1;
    return DashesAt(text, at);
  });
}

size_t ScanRegistry(std::string_view text) {
  const size_t colon = std::min(text.find(':'), text.size());
  const std::string_view host = text.substr(0, colon);
  const size_t bad = ScanWords(host, IsLetterOrDigit,
                               [host](size_t at) -> size_t { return host[at] == '.' ? 1 : DashesAt(host, at); });
  if (bad != kFits || colon == text.size()) return bad;
  const size_t bad_digit = FirstNot(text, colon + 1, IsDigit);
  if (bad_digit != kFits || colon + 1 == text.size()) return std::min(bad_digit, text.size());
  return text.size() - colon - 1 > kMaxPortDigits ? colon + 1 + kMaxPortDigits : kFits;
}

size_t ScanTag(std::string_view text) {
  if (text.empty() || text[0] == '.' || text[0] == '-') return 0;
  return std::min(FirstNot(text, 0, IsTagByte), text.size() > kMaxTagBytes ? kMaxTagBytes : kFits);
}

size_t ScanDigest(std::string_view text) {
  const size_t colon = std::min(text.find(':'), text.size());
  const std::string_view algorithm = text.substr(0, colon);
  const size_t bad = ScanWords(algorithm, IsLowerOrDigit, [algorithm](size_t at) -> size_t {
    return std::string_view("+._-").find(algorithm[at]) == std::string_view::npos ? 0 : 1;
  });
  if (bad != kFits) return bad;
  if (colon + 1 >= text.size()) return text.size();
  const size_t hex_digits = algorithm == "sha256" ? 64 : algorithm == "sha512" ? 128 : 0;
  if (hex_digits == 0) return FirstNot(text, colon + 1, IsEncodedByte);
  const size_t end = colon + 1 + hex_digits;
  const size_t bad_digit = FirstNot(text, colon + 1, IsLowerHex);
  return text.size() == end ? bad_digit : std::min({bad_digit, text.size(), end});
}

absl::Status Refuse(std::string_view part, std::string_view value, size_t offset, std::string_view allowed) {
  const std::string found = offset < value.size() ? Shown(value.substr(offset, 1)) + " does not fit" : "the text ends";
  return absl::InvalidArgumentError(std::string(part) + " " + Shown(value) + ": at offset " + std::to_string(offset) +
                                    " " + found + "; allowed is " + std::string(allowed));
}

constexpr std::string_view kRegistryRule =
    "a host name of letters, digits, '-' and '.', then optionally ':' and a port of 1 to 5 digits";
constexpr std::string_view kRepositoryRule =
    "lower-case letters and digits, between them one '.', '_', '__', '/' or any number of '-'";
constexpr std::string_view kTagRule = "1 to 128 letters, digits, '_', '.' and '-', the first neither '.' nor '-'";
constexpr std::string_view kDigestRule =
    "algorithm:encoded, where sha256 takes exactly 64 and sha512 128 lower-case hex digits";

// Remembers the first thing wrong with a build.
struct BuildChecker {
  std::string_view flag;
  absl::Status status;

  void Flag(std::string_view name) { flag = name; }

  void Value(std::string_view text) {
    const size_t nul = text.find('\0');
    if (nul == std::string_view::npos) return;
    Fail(text, "has a NUL byte at offset " + std::to_string(nul) + ", which no argument can carry; remove it");
  }

  void Pair(std::string_view key, std::string_view value) {
    Value(key);
    Value(value);
    if (key.empty()) Fail(value, "has an empty key; name it, or remove the entry");
    if (key.find('=') == std::string_view::npos) return;
    Fail(key, "is a key with '=', where its value would begin; move what follows the '=' into the value");
  }

  void Fail(std::string_view text, const std::string& reason) {
    if (status.ok()) status = absl::InvalidArgumentError(std::string(flag) + " " + Shown(text) + " " + reason);
  }
};

}  // namespace

absl::Status Validate(const Build& build) {
  BuildChecker checker;
  ForEachToken(build, checker);
  return checker.status;
}

absl::Status Validate(const ImageReference& image) {
  const auto& [registry, repository, tag, digest] = image;
  if (!registry.empty()) {
    const size_t bad = ScanRegistry(registry);
    if (bad != kFits) return Refuse("registry", registry, bad, kRegistryRule);
    if (registry.find_first_of(".:") == std::string::npos && registry != "localhost") {
      return absl::InvalidArgumentError("registry " + Shown(registry) +
                                        ": without '.' or ':' it reads as a part of the " +
                                        "repository; write it there, or add the domain or port");
    }
  }
  const size_t bad = ScanRepository(repository);
  if (bad != kFits) return Refuse("repository", repository, bad, kRepositoryRule);
  const size_t name_bytes = repository.size() + (registry.empty() ? 0 : registry.size() + 1);
  if (name_bytes > kMaxNameBytes) {
    return absl::InvalidArgumentError("repository " + Shown(repository) + ": with its registry it has " +
                                      std::to_string(name_bytes) + " bytes; allowed are at most 255");
  }
  const size_t bad_tag = tag.empty() ? kFits : ScanTag(tag);
  if (bad_tag != kFits) return Refuse("tag", tag, bad_tag, kTagRule);
  const size_t bad_digest = digest.empty() ? kFits : ScanDigest(digest);
  if (bad_digest != kFits) return Refuse("digest", digest, bad_digest, kDigestRule);
  return absl::OkStatus();
}

namespace internal {
namespace {

// 16 bytes looked at together; the compiler turns each operator into one or two vector instructions.
using Block [[gnu::vector_size(16)]] = unsigned char;
using Halves [[gnu::vector_size(16)]] = uint64_t;

template <typename T>
T Load(const char* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

// A block of the bytes of a text of 1 to 15 bytes, each at least once: so nothing behind the text is read.
Block LoadShort(const char* from, size_t size) {
  if (size >= 8) return reinterpret_cast<Block>(Halves{Load<uint64_t>(from), Load<uint64_t>(from + size - 8)});
  uint64_t half;
  if (size >= 4) {
    half = Load<uint32_t>(from) | uint64_t{Load<uint32_t>(from + size - 4)} << 32;
  } else {
    half = Load<uint8_t>(from) | Load<uint8_t>(from + size / 2) << 8 | Load<uint8_t>(from + size - 1) << 16;
    half |= half << 24 | half << 48;
  }
  return reinterpret_cast<Block>(Halves{half, half});
}

// Per byte all ones if it is unsafe, else zero.
Block Unsafe(Block bytes) {
  const auto in = [bytes](unsigned char first, unsigned char last) {
    const unsigned char span = last - first;
    return bytes - first <= span;  // Wraps around below `first`.
  };
  return reinterpret_cast<Block>(
      ~(in('+', ':') | in('@', 'Z') | in('a', 'z') | (bytes == '_') | (bytes == '%') | (bytes == '=')));
}

}  // namespace

// By the block, because one byte at a time costs more than copying does.
bool HasUnsafe(std::string_view text) {
  const char* at = text.data();
  const size_t size = text.size();
  if (size == 0) return false;
  Block unsafe;
  if (size < sizeof(Block)) {
    unsafe = Unsafe(LoadShort(at, size));
  } else {
    const char* const last = at + size - sizeof(Block);
    unsafe = Unsafe(Load<Block>(last));
    for (; at < last; at += sizeof(Block)) unsafe |= Unsafe(Load<Block>(at));
  }
  const Halves halves = reinterpret_cast<Halves>(unsafe);
  return (halves[0] | halves[1]) != 0;
}

size_t EscapedSize(std::string_view text) { return text.size() + 3 * std::count(text.begin(), text.end(), '\''); }

char* CopyEscaped(std::string_view text, char* to) {
  for (char c : text) {
    if (c == '\'') {
      to = Copy("'\\''", to);
    } else {
      *to++ = c;
    }
  }
  return to;
}

}  // namespace internal
}  // namespace image_flags
