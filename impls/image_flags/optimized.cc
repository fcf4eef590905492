#include "impls/image_flags/optimized.h"

#include "impls/image_flags/line_writer.h"
#include "impls/image_flags/measure.h"
#include "impls/image_flags/quoting.h"
#include "impls/image_flags/uri.h"

namespace image_flags {
namespace {

using internal::Copy;
using internal::CopyEscaped;
using internal::HasUnsafe;
using internal::Place;

// Of a line that is written on the stack first. Builds of 200 tokens take half of it.
constexpr size_t kScratchBytes = 8192;

// The stack has no more.
struct Scratch {
  bool is_full = false;

  bool More(Place& place, size_t /*bytes*/) {
    is_full = true;
    place.at = place.begin;
    return false;
  }
};

// Writes what Measure has measured.
struct Write {
  char* const begin;
  char* at = begin;

  void Flag(std::string_view flag) {
    Separate();
    at = Copy(flag, at);
  }

  void Value(std::string_view text) {
    Separate();
    Part(text, text.empty() || HasUnsafe(text), "'", "'");
  }

  void Pair(std::string_view key, std::string_view value) {
    Separate();
    const bool quotes = HasUnsafe(key) || HasUnsafe(value);
    Part(key, quotes, "'", "");
    *at++ = '=';
    Part(value, quotes, "", "'");
  }

  void Part(std::string_view text, bool quotes, std::string_view open, std::string_view close) {
    if (quotes) at = Copy(open, at);
    at = quotes ? CopyEscaped(text, at) : Copy(text, at);
    if (quotes) at = Copy(close, at);
  }

  void Separate() {
    if (at != begin) *at++ = ' ';
  }
};

std::string LongLine(const Build& build) {
  internal::Measure measure;
  ForEachToken(build, measure);
  std::string line(measure.bytes - 1, '\0');
  Write write{line.data()};
  ForEachToken(build, write);
  return line;
}

}  // namespace

std::string Optimized::CommandLine(const Build& build) const {
  char scratch[kScratchBytes];
  Scratch room;
  internal::LineWriter writer({scratch, scratch, scratch + sizeof scratch}, room);
  ForEachToken(build, writer);
  if (room.is_full) return LongLine(build);
  const std::string_view written = writer.Written();
  return std::string(written.empty() ? written : written.substr(1));
}

TokenArray Optimized::TokenList(const Build& build) const {
  TokenArray tokens;
  tokens.Assign(build);
  return tokens;
}

std::string Optimized::ImageUri(const ImageReference& image) const {
  std::string uri(internal::UriSize(image), '\0');
  internal::CopyUri(image, uri.data());
  return uri;
}

}  // namespace image_flags
