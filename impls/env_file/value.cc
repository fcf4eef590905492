#include "impls/env_file/value.h"

#include "impls/env_file/reference.h"

namespace env_file {
namespace {

// The first byte from `from` on, or the end, that does not belong.
template <typename Belongs>
size_t RunEnd(std::string_view text, size_t from, Belongs belongs) {
  while (from < text.size() && belongs(text[from])) ++from;
  return from;
}

class Interpreter {
 public:
  Interpreter(std::string_view raw, const Dialect& dialect, const Scope& scope, std::string& out)
      : raw_(raw), dialect_(dialect), scope_(scope), references_(raw, dialect), out_(out) {}

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
    const bool is_braced = raw_.substr(at_ + 1).starts_with('{');
    std::optional<Reference> reference;
    if (is_braced) reference = references_.Braced(at_);
    if (!is_braced && dialect_.expand == Dialect::Expand::kShell) reference = references_.Bare(at_);
    if (reference.has_value()) {
      Resolve(*reference);
      return std::nullopt;
    }
    if (is_braced && dialect_.malformed_reference == Dialect::Malformed::kError) {
      return Fault{Problem::kBadReference, at_, 2};
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
  ReferenceParser references_;
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
