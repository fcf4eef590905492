#include "tools/model/scanner.h"

#include <cctype>
#include <charconv>
#include <cmath>

#include "fmt/format.h"

namespace pawl {
namespace {

struct Unit {
  std::string_view name;
  double factor;
};
constexpr Unit kUnits[] = {{"B", 1}, {"KiB", 1024}, {"MiB", 1024 * 1024}, {"GiB", 1024.0 * 1024 * 1024}};

}  // namespace

void Scanner::SkipSpace() {
  while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
}

bool Scanner::Consume(std::string_view token) {
  SkipSpace();
  if (text_.substr(at_, token.size()) != token) return false;
  at_ += token.size();
  return true;
}

std::string_view Scanner::Word() {
  SkipSpace();
  const size_t begin = at_;
  while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_')) ++at_;
  return text_.substr(begin, at_ - begin);
}

std::optional<double> Scanner::Number() {
  SkipSpace();
  double value = 0;
  const char* begin = text_.data() + at_;
  const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value, std::chars_format::fixed);
  if (error != std::errc() || !std::isfinite(value) || value < 0) return std::nullopt;
  at_ += static_cast<size_t>(end - begin);
  return value;
}

std::optional<double> Scanner::ByteUnit() {
  for (const Unit& unit : kUnits) {
    if (Consume(unit.name)) return unit.factor;
  }
  return std::nullopt;
}

std::optional<std::string_view> Scanner::Until(std::string_view end) {
  const size_t found = text_.find(end, at_);
  if (found == std::string_view::npos) return std::nullopt;
  const std::string_view inside = text_.substr(at_, found - at_);
  at_ = found + end.size();
  return inside;
}

bool Scanner::AtEnd() {
  SkipSpace();
  return at_ == text_.size();
}

absl::Status Scanner::Error(std::string_view expected) const {
  return absl::InvalidArgumentError(
      fmt::format("{} \"{}\", at position {}: {}. {}", kind_, text_, at_ + 1, expected, grammar_));
}

}  // namespace pawl
