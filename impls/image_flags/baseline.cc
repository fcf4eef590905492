#include "impls/image_flags/baseline.h"

#include <algorithm>
#include <utility>

namespace image_flags {
namespace {

bool IsSafe(char c) {
  return ('A' <= c && c <= 'Z') || ('a' <= c && c <= 'z') || ('0' <= c && c <= '9') ||
         std::string_view("_@%+=:,./-").find(c) != std::string_view::npos;
}

std::string Quote(std::string_view token) {
  if (!token.empty() && std::all_of(token.begin(), token.end(), IsSafe)) return std::string(token);
  std::string quoted = "'";
  for (char c : token) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

struct Joiner {
  std::string line;
  bool first = true;

  void Flag(std::string_view flag) { Add(flag); }
  void Value(std::string_view text) { Add(text); }
  void Pair(std::string_view key, std::string_view value) { Add(std::string(key) + "=" + std::string(value)); }

  void Add(std::string_view token) {
    line = first ? Quote(token) : line + " " + Quote(token);
    first = false;
  }
};

struct Lister {
  std::vector<std::string> tokens;

  void Flag(std::string_view flag) { tokens.push_back(std::string(flag)); }
  void Value(std::string_view text) { tokens.push_back(std::string(text)); }
  void Pair(std::string_view key, std::string_view value) {
    tokens.push_back(std::string(key) + "=" + std::string(value));
  }
};

}  // namespace

std::string Baseline::CommandLine(const Build& build) const {
  Joiner joiner;
  ForEachToken(build, joiner);
  return std::move(joiner.line);
}

std::vector<std::string> Baseline::TokenList(const Build& build) const {
  Lister lister;
  ForEachToken(build, lister);
  return std::move(lister.tokens);
}

std::string Baseline::ImageUri(const ImageReference& image) const {
  std::string uri = image.repository;
  if (!image.registry.empty()) uri = image.registry + "/" + uri;
  if (!image.tag.empty()) uri = uri + ":" + image.tag;
  if (!image.digest.empty()) uri = uri + "@" + image.digest;
  return uri;
}

}  // namespace image_flags
