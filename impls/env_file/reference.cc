#include "impls/env_file/reference.h"

#include <algorithm>

namespace env_file {
namespace {

bool IsDigit(char c) { return '0' <= c && c <= '9'; }

bool IsNameByte(char c) { return ('A' <= c && c <= 'Z') || ('a' <= c && c <= 'z') || IsDigit(c) || c == '_'; }

// Beside those, ${…} may name every key, but for the bytes that end a name there.
bool IsBracedNameByte(char c) {
  return static_cast<unsigned char>(c) > ' ' && c != '\x7f' &&
         std::string_view("=#'\"`:{}$").find(c) == std::string_view::npos;
}

template <typename Belongs>
std::string_view RunOf(Belongs belongs, std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), belongs);
  return text.substr(0, static_cast<size_t>(end - text.begin()));
}

}  // namespace

// The first brace that closes or line end, or the value's.
size_t ReferenceParser::StopFrom(size_t begin) {
  if (stop_ < begin)
    stop_ = begin + RunOf([](char c) { return c != '}' && c != '\r' && c != '\n'; }, raw_.substr(begin)).size();
  return stop_;
}

std::optional<Reference> ReferenceParser::Braced(size_t dollar) {
  const size_t begin = dollar + 2;
  if (dialect_.reference_default == Dialect::ReferenceDefault::kLeftOver) {
    const std::string_view name = RunOf(IsNameByte, raw_.substr(begin));
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

  const std::string_view name = RunOf(IsBracedNameByte, inside);
  if (name.empty()) return std::nullopt;
  const std::string_view rest = inside.substr(name.size());
  if (rest.empty()) return Reference{name, std::nullopt, close + 1};
  // A '}' within a nested reference would have ended the outer one: refused rather than half understood.
  if (!rest.starts_with(":-") || rest.find("${") != std::string_view::npos) return std::nullopt;
  return Reference{name, rest.substr(2), close + 1};
}

std::optional<Reference> ReferenceParser::Bare(size_t dollar) const {
  const std::string_view name = RunOf(IsNameByte, raw_.substr(dollar + 1));
  if (name.empty() || IsDigit(name.front())) return std::nullopt;
  return Reference{name, std::nullopt, dollar + 1 + name.size()};
}

}  // namespace env_file
