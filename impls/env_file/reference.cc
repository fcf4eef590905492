#include "impls/env_file/reference.h"

namespace env_file {
namespace {

// All of these are objects, so that a loop over a run of bytes has them inlined.
constexpr auto kIsDigit = [](char c) { return '0' <= c && c <= '9'; };

constexpr auto kIsNameByte = [](char c) {
  return ('A' <= c && c <= 'Z') || ('a' <= c && c <= 'z') || kIsDigit(c) || c == '_';
};

// Beside those, ${…} may name every key, but for the bytes that end a name there. A switch: to find() each byte in a
// string of them took a twentieth of the instructions of a typical file.
constexpr auto kIsBracedNameByte = [](char c) {
  switch (c) {
    case '=':
    case '#':
    case '\'':
    case '"':
    case '`':
    case ':':
    case '{':
    case '}':
    case '$':
    case '\x7f':
      return false;
    default:
      return static_cast<unsigned char>(c) > ' ';
  }
};

constexpr auto kGoesOn = [](char c) { return c != '}' && c != '\r' && c != '\n'; };

template <typename Belongs>
std::string_view RunOf(Belongs belongs, std::string_view text) {
  size_t size = 0;
  while (size < text.size() && belongs(text[size])) ++size;
  return text.substr(0, size);
}

}  // namespace

// The first brace that closes or line end, or the value's.
size_t ReferenceParser::StopFrom(size_t begin) {
  if (stop_ < begin) stop_ = begin + RunOf(kGoesOn, raw_.substr(begin)).size();
  return stop_;
}

std::optional<Reference> ReferenceParser::Braced(size_t dollar) {
  const size_t begin = dollar + 2;
  if (dialect_.reference_default == Dialect::ReferenceDefault::kLeftOver) {
    const std::string_view name = RunOf(kIsNameByte, raw_.substr(begin));
    if (name.empty()) return std::nullopt;
    const size_t end = begin + name.size();
    return Reference{name, std::nullopt, raw_.substr(end).starts_with('}') ? end + 1 : end};
  }
  const size_t close = StopFrom(begin);
  if (close == raw_.size() || raw_[close] != '}') return std::nullopt;
  const std::string_view inside = raw_.substr(begin, close - begin);
  if (dialect_.reference_default == Dialect::ReferenceDefault::kPartOfName) {
    return Reference{inside, std::nullopt, close + 1};
  }

  const std::string_view name = RunOf(kIsBracedNameByte, inside);
  if (name.empty()) return std::nullopt;
  const std::string_view rest = inside.substr(name.size());
  if (rest.empty()) return Reference{name, std::nullopt, close + 1};
  // A '}' within a nested reference would have ended the outer one: refused rather than half understood.
  if (!rest.starts_with(":-") || rest.find("${") != std::string_view::npos) return std::nullopt;
  return Reference{name, rest.substr(2), close + 1};
}

std::optional<Reference> ReferenceParser::Bare(size_t dollar) const {
  const std::string_view name = RunOf(kIsNameByte, raw_.substr(dollar + 1));
  if (name.empty() || kIsDigit(name.front())) return std::nullopt;
  return Reference{name, std::nullopt, dollar + 1 + name.size()};
}

}  // namespace env_file
