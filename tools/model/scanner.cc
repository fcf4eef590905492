#include "tools/model/scanner.h"

#include <cctype>
#include <charconv>
#include <cmath>

#include "fmt/format.h"

namespace pawl {
namespace {

struct NamedUnit {
  std::string_view name;
  ScaledUnit scaled;
};
constexpr NamedUnit kUnits[] = {{"B", {"B", 1}},        {"KiB", {"B", 0x1p10}}, {"MiB", {"B", 0x1p20}},
                                {"GiB", {"B", 0x1p30}}, {"ns", {"ns", 1}},      {"us", {"ns", 1e3}},
                                {"ms", {"ns", 1e6}},    {"s", {"ns", 1e9}}};

bool IsDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool InWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool InUnit(char c) { return InWord(c) || c == '/' || c == '.' || c == '-'; }

}  // namespace

ScaledUnit ScaleOf(std::string_view unit) {
  for (const NamedUnit& known : kUnits) {
    if (known.name == unit) return known.scaled;
  }
  return {unit, 1};
}

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
  while (at_ < text_.size() && InWord(text_[at_])) ++at_;
  return text_.substr(begin, at_ - begin);
}

std::string_view Scanner::Unit() {
  SkipSpace();
  const size_t begin = at_;
  while (at_ < text_.size() && InUnit(text_[at_])) ++at_;
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

std::optional<double> Scanner::UnitOf(std::string_view base) {
  Scanner ahead = *this;
  const std::string_view unit = ahead.Unit();
  const ScaledUnit scaled = ScaleOf(unit);
  if (unit.empty() || scaled.base != base) return std::nullopt;
  *this = ahead;
  return scaled.factor;
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

std::string_view Scanner::Rest() {
  SkipSpace();
  return text_.substr(at_);
}

absl::Status Scanner::Error(std::string_view expected) const {
  std::string_view comma;
  if (at_ > 0 && at_ + 1 < text_.size() && text_[at_] == ',' && IsDigit(text_[at_ - 1]) && IsDigit(text_[at_ + 1])) {
    comma =
        ": a number has a point, not a comma. Bazel 4 writes the floating-point numbers of BUILD files by its user's "
        "locale: write a string such as \"1.5\" where a text is made of it";
  }
  return absl::InvalidArgumentError(
      fmt::format("{} \"{}\", at position {}: {}{}. {}", kind_, text_, at_ + 1, expected, comma, grammar_));
}

}  // namespace pawl
