#include "impls/image_flags/exact_append.h"

#include <utility>

#include "impls/image_flags/measure.h"
#include "impls/image_flags/quoting.h"
#include "impls/image_flags/uri.h"

namespace image_flags {
namespace {

using internal::HasUnsafe;

struct Append {
  std::string line;

  void Flag(std::string_view flag) {
    Separate();
    line.append(flag);
  }

  void Value(std::string_view text) {
    Separate();
    const bool quotes = text.empty() || HasUnsafe(text);
    if (quotes) line.push_back('\'');
    Part(text, quotes);
    if (quotes) line.push_back('\'');
  }

  void Pair(std::string_view key, std::string_view value) {
    Separate();
    const bool quotes = HasUnsafe(key) || HasUnsafe(value);
    if (quotes) line.push_back('\'');
    Part(key, quotes);
    line.push_back('=');
    Part(value, quotes);
    if (quotes) line.push_back('\'');
  }

  void Part(std::string_view text, bool quotes) {
    if (!quotes) {
      line.append(text);
      return;
    }
    for (char c : text) c == '\'' ? line.append("'\\''") : line.append(1, c);
  }

  void Separate() {
    if (!line.empty()) line.push_back(' ');
  }
};

struct Count {
  size_t tokens = 0;

  void Flag(std::string_view /*flag*/) { ++tokens; }
  void Value(std::string_view /*text*/) { ++tokens; }
  void Pair(std::string_view /*key*/, std::string_view /*value*/) { ++tokens; }
};

struct Lister {
  std::vector<std::string> tokens;

  void Flag(std::string_view flag) { tokens.emplace_back(flag); }
  void Value(std::string_view text) { tokens.emplace_back(text); }
  void Pair(std::string_view key, std::string_view value) {
    std::string& token = tokens.emplace_back();
    token.reserve(key.size() + 1 + value.size());
    token.append(key).append(1, '=').append(value);
  }
};

}  // namespace

std::string ExactAppend::CommandLine(const Build& build) const {
  internal::Measure measure;
  ForEachToken(build, measure);
  Append append;
  if (measure.bytes > 0) append.line.reserve(measure.bytes - 1);
  ForEachToken(build, append);
  return std::move(append.line);
}

std::vector<std::string> ExactAppend::TokenList(const Build& build) const {
  Count count;
  ForEachToken(build, count);
  Lister lister;
  lister.tokens.reserve(count.tokens);
  ForEachToken(build, lister);
  return std::move(lister.tokens);
}

std::string ExactAppend::ImageUri(const ImageReference& image) const {
  std::string uri;
  uri.reserve(internal::UriSize(image));
  if (!image.registry.empty()) uri.append(image.registry).push_back('/');
  uri.append(image.repository);
  if (!image.tag.empty()) uri.append(1, ':').append(image.tag);
  if (!image.digest.empty()) uri.append(1, '@').append(image.digest);
  return uri;
}

}  // namespace image_flags
