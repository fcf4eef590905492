#include "impls/env_file/value.h"

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
size_t RunEnd(std::string_view text, size_t from, Belongs belongs) {
  while (from < text.size() && belongs(text[from])) ++from;
  return from;
}

struct Reference {
  std::string_view name;
  std::optional<std::string_view> otherwise;
  size_t end;  // offset of what follows
};

std::optional<Reference> ParseBraced(std::string_view raw, size_t dollar, const Dialect& dialect) {
  const size_t begin = dollar + 2;
  if (dialect.reference_default == Dialect::ReferenceDefault::kLeftOver) {
    const size_t end = RunEnd(raw, begin, IsNameByte);
    if (end == begin) return std::nullopt;
    return Reference{raw.substr(begin, end - begin), std::nullopt, end < raw.size() && raw[end] == '}' ? end + 1 : end};
  }
  const size_t close = raw.find('}', begin);
  if (close == std::string_view::npos) return std::nullopt;
  const std::string_view inside = raw.substr(begin, close - begin);
  if (inside.find_first_of("\r\n") != std::string_view::npos) return std::nullopt;
  if (dialect.reference_default == Dialect::ReferenceDefault::kPartOfName)
    return Reference{inside, std::nullopt, close + 1};

  const size_t name_size = RunEnd(inside, 0, IsBracedNameByte);
  if (name_size == 0) return std::nullopt;
  Reference reference{inside.substr(0, name_size), std::nullopt, close + 1};
  const std::string_view rest = inside.substr(name_size);
  if (rest.empty()) return reference;
  // A '}' within a nested reference would have ended the outer one: refused rather than half understood.
  if (!rest.starts_with(":-") || rest.find("${") != std::string_view::npos) return std::nullopt;
  reference.otherwise = rest.substr(2);
  return reference;
}

class Interpreter {
 public:
  Interpreter(std::string_view raw, const Dialect& dialect, const Scope& scope, std::string& out)
      : raw_(raw), dialect_(dialect), scope_(scope), out_(out) {}

  std::optional<Fault> Value(Quote quote) {
    SetQuote(quote);
    while (true) {
      const size_t run_end = RunEnd(raw_, at_, [](char c) { return !MayNeedInterpretation(c); });
      out_ += raw_.substr(at_, run_end - at_);
      at_ = run_end;
      if (at_ == raw_.size()) return std::nullopt;
      if (const auto fault = Step()) return fault;
    }
  }

  std::optional<Fault> Word() {
    while (at_ < raw_.size() && raw_[at_] != ' ' && raw_[at_] != '\t') {
      const char c = raw_[at_];
      if (c != '"' && c != '\'') {
        SetQuote(Quote::kDouble);  // a backslash means the same outside of quotes
        if (const auto fault = Step()) return fault;
        continue;
      }
      SetQuote(static_cast<Quote>(c));
      const size_t open = at_++;
      while (at_ < raw_.size() && raw_[at_] != c) {
        if (const auto fault = Step()) return fault;
      }
      if (at_ == raw_.size()) return Fault{Problem::kUnterminated, open, 1};
      ++at_;
    }
    const size_t after = RunEnd(raw_, at_, [](char c) { return c == ' ' || c == '\t'; });
    if (after < raw_.size() && raw_[after] != '#') return Fault{Problem::kTextAfterQuote, after, 1};
    return std::nullopt;
  }

 private:
  void SetQuote(Quote quote) {
    quote_ = quote;
    const bool by_quote = quote == Quote::kSingle ? dialect_.expand_in_single_quotes : quote != Quote::kBacktick;
    expands_ = by_quote && dialect_.expand != Dialect::Expand::kNothing;
  }

  std::optional<Fault> Step() {
    const char c = raw_[at_];
    if (c == '\\') return Backslash();
    if (c == '$' && expands_) return Dollar();
    if (c == '\r') {
      CarriageReturn();
      return std::nullopt;
    }
    out_ += raw_[at_++];
    return std::nullopt;
  }

  void CarriageReturn() {
    ++at_;
    if (at_ < raw_.size() && raw_[at_] == '\n') return;  // the line feed follows
    if (dialect_.lone_cr == Dialect::LoneCr::kLineEnd) out_ += '\n';
    if (dialect_.lone_cr == Dialect::LoneCr::kByte) out_ += '\r';
  }

  // Replaces the two bytes at the backslash.
  std::optional<Fault> Put(std::string_view bytes) {
    out_ += bytes;
    at_ += 2;
    return std::nullopt;
  }

  // Only the backslash is done with: what follows may be a line end, which has its own rule.
  std::optional<Fault> KeepBackslash() {
    out_ += raw_[at_++];
    return std::nullopt;
  }

  std::optional<Fault> Backslash() {
    if (at_ + 1 == raw_.size() || quote_ == Quote::kBacktick) return KeepBackslash();
    const char next = raw_[at_ + 1];
    if (next == '$' && expands_ && dialect_.escaped_dollar) return Put("$");
    if (quote_ == Quote::kNone) return KeepBackslash();

    const auto rule = quote_ == Quote::kDouble ? dialect_.double_quote_escape : dialect_.single_quote_escape;
    const bool unescapes = rule == Dialect::QuoteEscape::kUnescape;
    if (next == '\\') return unescapes ? Put("\\") : KeepBackslash();
    if (unescapes && next == static_cast<char>(quote_)) return Put(raw_.substr(at_ + 1, 1));
    if (quote_ == Quote::kSingle) return KeepBackslash();
    if (next == 'n') return Put("\n");
    if (next == 'r' && dialect_.escaped_r) return Put("\r");
    return OtherBackslash(next);
  }

  std::optional<Fault> OtherBackslash(char next) {
    constexpr std::string_view kNames = "abftv", kControls = "\a\b\f\t\v";
    switch (dialect_.other_escape) {
      case Dialect::OtherEscape::kControl:
        if (const size_t i = kNames.find(next); i != std::string_view::npos) return Put(kControls.substr(i, 1));
        return KeepBackslash();
      case Dialect::OtherEscape::kDropBackslash:
        ++at_;  // the byte itself is next, and no reference begins with what was escaped
        if (next == '$') out_ += raw_[at_++];
        return std::nullopt;
      case Dialect::OtherEscape::kError:
        if (std::string_view("'\" ").find(next) != std::string_view::npos) return Put(raw_.substr(at_ + 1, 1));
        // A line end may be one byte or two here, and is none to be shown.
        return Fault{Problem::kBadEscape, at_, next == '\r' || next == '\n' ? size_t{1} : size_t{2}};
      case Dialect::OtherEscape::kKeep:
        break;
    }
    return KeepBackslash();
  }

  std::optional<Fault> Dollar() {
    const char next = at_ + 1 < raw_.size() ? raw_[at_ + 1] : '\0';
    if (next == '{') {
      const std::optional<Reference> reference = ParseBraced(raw_, at_, dialect_);
      if (reference.has_value()) {
        Resolve(*reference);
        return std::nullopt;
      }
      if (dialect_.malformed_reference == Dialect::Malformed::kError) {
        return Fault{Problem::kBadReference, at_, std::min<size_t>(raw_.size() - at_, 2)};
      }
    } else if (dialect_.expand == Dialect::Expand::kShell && IsNameByte(next) && !IsDigit(next)) {
      const size_t end = RunEnd(raw_, at_ + 1, IsNameByte);
      Resolve({raw_.substr(at_ + 1, end - at_ - 1), std::nullopt, end});
      return std::nullopt;
    }
    out_ += raw_[at_++];
    return std::nullopt;
  }

  void Resolve(const Reference& reference) {
    const std::optional<std::string_view> found = scope_.Find(reference.name);
    if (reference.otherwise.has_value() && found.value_or("").empty()) {
      out_ += *reference.otherwise;
    } else {
      out_ += found.value_or("");
    }
    at_ = reference.end;
  }

  const std::string_view raw_;
  const Dialect& dialect_;
  const Scope& scope_;
  std::string& out_;
  Quote quote_ = Quote::kNone;
  bool expands_ = false;
  size_t at_ = 0;
};

}  // namespace

std::optional<std::string_view> Scope::Find(std::string_view name) const {
  for (const Lookup* lookup : {earlier, environment}) {
    if (lookup == nullptr || !*lookup) continue;
    if (const std::optional<std::string_view> found = (*lookup)(name)) return found;
  }
  return std::nullopt;
}

std::optional<Fault> Interpret(std::string_view raw, Quote quote, const Dialect& dialect, const Scope& scope,
                               std::string& out) {
  return Interpreter(raw, dialect, scope, out).Value(quote);
}

std::optional<Fault> InterpretWord(std::string_view line, const Dialect& dialect, const Scope& scope,
                                   std::string& out) {
  return Interpreter(line, dialect, scope, out).Word();
}

}  // namespace env_file
