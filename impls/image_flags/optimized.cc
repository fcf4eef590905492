#include "impls/image_flags/optimized.h"

namespace image_flags {
namespace {

using internal::Copy;
using internal::CopyEscaped;
using internal::EscapedSize;
using internal::HasUnsafe;

bool NeedsQuotes(std::string_view token) { return token.empty() || HasUnsafe(token); }
bool NeedsQuotes(std::string_view key, std::string_view value) { return HasUnsafe(key) || HasUnsafe(value); }

// Counts a separator before every token, so one too many.
struct Measure {
  size_t bytes = 0;
  bool any_quotes = false;

  void Flag(std::string_view flag) { bytes += 1 + flag.size(); }

  void Value(std::string_view text) {
    bytes += 1 + text.size();
    if (NeedsQuotes(text)) [[unlikely]]
      AddQuotes(EscapedSize(text) - text.size());
  }

  void Pair(std::string_view key, std::string_view value) {
    bytes += 2 + key.size() + value.size();
    if (NeedsQuotes(key, value)) [[unlikely]] {
      AddQuotes(EscapedSize(key) - key.size() + EscapedSize(value) - value.size());
    }
  }

  void AddQuotes(size_t escapes) {
    bytes += 2 + escapes;
    any_quotes = true;
  }
};

// Without kAnyQuotes no token is looked at a second time: Measure has seen that all are safe.
template <bool kAnyQuotes>
struct Write {
  char* const begin;
  char* at = begin;

  void Flag(std::string_view flag) {
    Separate();
    at = Copy(flag, at);
  }

  void Value(std::string_view text) {
    Separate();
    if (kAnyQuotes && NeedsQuotes(text)) {
      *at++ = '\'';
      at = CopyEscaped(text, at);
      *at++ = '\'';
    } else {
      at = Copy(text, at);
    }
  }

  void Pair(std::string_view key, std::string_view value) {
    Separate();
    const bool quotes = kAnyQuotes && NeedsQuotes(key, value);
    if (quotes) *at++ = '\'';
    at = quotes ? CopyEscaped(key, at) : Copy(key, at);
    *at++ = '=';
    at = quotes ? CopyEscaped(value, at) : Copy(value, at);
    if (quotes) *at++ = '\'';
  }

  void Separate() {
    if (at != begin) *at++ = ' ';
  }
};

}  // namespace

std::string Optimized::CommandLine(const Build& build) const {
  Measure measure;
  ForEachToken(build, measure);
  if (measure.bytes == 0) return {};
  std::string line(measure.bytes - 1, '\0');
  if (measure.any_quotes) {
    Write<true> write{line.data()};
    ForEachToken(build, write);
  } else {
    Write<false> write{line.data()};
    ForEachToken(build, write);
  }
  return line;
}

std::string Optimized::ImageUri(const ImageReference& image) const {
  const auto& [registry, repository, tag, digest] = image;
  const auto with_punctuation = [](const std::string& part) { return part.empty() ? 0 : part.size() + 1; };
  std::string uri(with_punctuation(registry) + repository.size() + with_punctuation(tag) + with_punctuation(digest),
                  '\0');
  char* at = uri.data();
  if (!registry.empty()) {
    at = Copy(registry, at);
    *at++ = '/';
  }
  at = Copy(repository, at);
  if (!tag.empty()) {
    *at++ = ':';
    at = Copy(tag, at);
  }
  if (!digest.empty()) {
    *at++ = '@';
    Copy(digest, at);
  }
  return uri;
}

}  // namespace image_flags
