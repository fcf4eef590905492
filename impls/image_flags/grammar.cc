#include "impls/image_flags/grammar.h"

#include <algorithm>

namespace image_flags::internal {
namespace {

constexpr size_t kMaxTagBytes = 128;
constexpr size_t kMaxPortDigits = 5;

bool IsLower(char c) { return 'a' <= c && c <= 'z'; }
bool IsDigit(char c) { return '0' <= c && c <= '9'; }
bool IsLowerOrDigit(char c) { return IsLower(c) || IsDigit(c); }
bool IsLetterOrDigit(char c) { return IsLowerOrDigit(c) || ('A' <= c && c <= 'Z'); }
bool IsLowerHex(char c) { return IsDigit(c) || ('a' <= c && c <= 'f'); }
bool IsHex(char c) { return IsLowerHex(c) || ('A' <= c && c <= 'F'); }
bool IsTagByte(char c) { return IsLetterOrDigit(c) || c == '_' || c == '.' || c == '-'; }
bool IsEncodedByte(char c) { return IsLetterOrDigit(c) || c == '=' || c == '_' || c == '-'; }

// Offset of the first byte at or after `from` that is not `allowed`; kFits if there is none.
template <typename Allowed>
size_t FirstNot(std::string_view text, size_t from, Allowed allowed) {
  const auto found = std::find_if_not(text.begin() + from, text.end(), allowed);
  return found == text.end() ? kFits : static_cast<size_t>(found - text.begin());
}

// Words of `is_word` bytes with one separator between two of them. `separator_at` returns the size of the separator at
// an offset, 0 for none.
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

}  // namespace

size_t ScanRepository(std::string_view text) {
  return ScanWords(text, IsLowerOrDigit, [text](size_t at) -> size_t {
    if (text[at] == '.' || text[at] == '/') return 1;
    if (text[at] == '_') return text.substr(at, 2) == "__" ? 2 : 1;
    return DashesAt(text, at);
  });
}

namespace {

// As a host of words is, but for the IPv6 literal, in brackets as it is in URIs.
size_t ScanHost(std::string_view host) {
  if (!host.starts_with('[')) {
    return ScanWords(host, IsLetterOrDigit,
                     [host](size_t at) -> size_t { return host[at] == '.' ? 1 : DashesAt(host, at); });
  }
  const size_t end = FirstNot(host, 1, [](char c) { return IsHex(c) || c == ':'; });
  if (end == kFits) return host.size();
  if (end == 1 || host[end] != ']') return end;
  return end + 1 == host.size() ? kFits : end + 1;
}

}  // namespace

size_t ScanRegistry(std::string_view text) {
  const size_t bracket = text.starts_with('[') ? std::min(text.find(']'), text.size()) : 0;
  const size_t colon = std::min(text.find(':', bracket), text.size());
  const size_t bad = ScanHost(text.substr(0, colon));
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

}  // namespace image_flags::internal
