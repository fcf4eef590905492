#include "tools/runner/callgrind_file.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "fmt/format.h"

namespace pawl {
namespace {

std::vector<std::string_view> Words(std::string_view text) {
  std::vector<std::string_view> words;
  while (true) {
    const size_t start = text.find_first_not_of(" \t");
    if (start == std::string_view::npos) return words;
    text.remove_prefix(start);
    const size_t end = std::min(text.find_first_of(" \t"), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

std::optional<int64_t> Count(std::string_view word) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size() || value < 0) return std::nullopt;
  return value;
}

// A cost line starts with a position: a number, or one relative to the line before ("+3", "-3", "*").
bool StartsWithPosition(std::string_view line) {
  return std::string_view("0123456789+-*").find(line.front()) != std::string_view::npos;
}

class Parser {
 public:
  explicit Parser(const std::string& path) : path_(path) {}

  absl::StatusOr<CallgrindCosts> Parse(std::string_view text) {
    if (text.empty()) return absl::InvalidArgumentError(path_ + " is empty: callgrind wrote nothing into it");
    while (!text.empty()) {
      const size_t end = std::min(text.find('\n'), text.size());
      ++line_number_;
      if (absl::Status status = TakeLine(text.substr(0, end)); !status.ok()) return status;
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    return Finish();
  }

 private:
  absl::Status Error(const std::string& what) const {
    return absl::InvalidArgumentError(fmt::format("{}:{}: {}", path_, line_number_, what));
  }

  absl::Status Unexpected(std::string_view line, std::string_view expected) const {
    constexpr size_t kShown = 80;
    return Error(fmt::format("expected {}, found \"{}\"", expected, line.substr(0, kShown)));
  }

  absl::Status TakeLine(std::string_view line) {
    if (line.empty() || line.front() == '#') return absl::OkStatus();
    if (StartsWithPosition(line)) return TakeCosts(line);
    if (inclusive_next_) return Unexpected(line, "the costs of a call");
    const size_t equals = line.find('=');
    const size_t colon = line.find(':');
    if (colon < equals) return TakeHeader(line.substr(0, colon), line.substr(colon + 1));
    if (equals == std::string_view::npos) return Unexpected(line, "a position, a name or a header");
    return TakeSpecification(line.substr(0, equals), line.substr(equals + 1), line);
  }

  absl::Status TakeHeader(std::string_view key, std::string_view value) {
    if (key == "positions") {
      positions_ = Words(value).size();
      if (positions_ == 0) return Error("there are no positions, so nothing says where costs belong");
    } else if (key == "events") {
      const std::vector<std::string_view> events = Words(value);
      for (size_t i = 0; i < events.size(); ++i) {
        if (events[i] == "Ir") column_ = i;
      }
      if (!column_) return Error(fmt::format("instructions (Ir) are not among the events \"{}\"", Text(value)));
    } else if (key == "totals") {
      const std::vector<std::string_view> totals = Words(value);
      if (!column_) return Error("totals stand before the events that they are of");
      const std::optional<int64_t> total = *column_ < totals.size() ? Count(totals[*column_]) : std::nullopt;
      if (!total) return Unexpected(Text(value), "the number of instructions");
      totals_ = total;
    }
    return absl::OkStatus();
  }

  static std::string_view Text(std::string_view value) {
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    return value;
  }

  // "fn=(12) name" names and defines function 12, "fn=(12)" names it again, "fn=name" is not compressed. Files and
  // objects have numbers of their own, and are not looked at.
  absl::Status TakeSpecification(std::string_view key, std::string_view value, std::string_view line) {
    if (key == "calls") {
      inclusive_next_ = true;
    } else if (key == "fn" || key == "cfn") {
      std::string name(value);
      if (value.starts_with('(')) {
        const size_t close = value.find_first_not_of("0123456789", 1);
        if (close == std::string_view::npos || value[close] != ')')
          return Unexpected(line, "a name in compressed form");
        const std::string id(value.substr(0, close + 1));
        if (const std::string_view text = Text(value.substr(close + 1)); !text.empty()) names_[id] = std::string(text);
        const auto known = names_.find(id);
        if (known == names_.end()) return Error(fmt::format("nothing has said which function {} is", id));
        name = known->second;
      }
      if (name.empty()) return Unexpected(line, "the name of a function");
      if (key == "fn") function_ = &costs_.by_function[name];
    }
    return absl::OkStatus();
  }

  absl::Status TakeCosts(std::string_view line) {
    if (!column_) return Error("costs stand before the events that they are of");
    const std::vector<std::string_view> words = Words(line);
    if (words.size() < positions_) return Unexpected(line, "a position and costs");
    // Costs that are left out are zero.
    const size_t index = positions_ + *column_;
    const std::optional<int64_t> cost = index < words.size() ? Count(words[index]) : 0;
    if (!cost) return Unexpected(line, "a position and costs");
    // What stands below a call is of the callee and of all that it called: none of it is this function's own.
    if (std::exchange(inclusive_next_, false)) return absl::OkStatus();
    if (function_ == nullptr) return Error("costs stand before the function that they are of");
    if (__builtin_add_overflow(costs_.instructions, *cost, &costs_.instructions)) {
      return Error("the costs are more than any process can execute");
    }
    *function_ += *cost;
    return absl::OkStatus();
  }

  absl::StatusOr<CallgrindCosts> Finish() {
    if (!totals_) return Error("the file ends without its totals: it was cut off, or the disk is full");
    if (*totals_ != costs_.instructions) {
      return Error(fmt::format("its functions execute {} instructions, but its totals say {}: it is damaged",
                               costs_.instructions, *totals_));
    }
    std::erase_if(costs_.by_function, [](const auto& entry) { return entry.second == 0; });
    return std::move(costs_);
  }

  const std::string& path_;
  int line_number_ = 0;
  size_t positions_ = 1;          // the format's default: a line number
  std::optional<size_t> column_;  // of Ir among the events
  std::optional<int64_t> totals_;
  std::map<std::string, std::string> names_;  // by number, as "(12)"
  int64_t* function_ = nullptr;               // whose costs follow, in costs_
  bool inclusive_next_ = false;               // the next costs are those of a call
  CallgrindCosts costs_;
};

}  // namespace

absl::StatusOr<CallgrindCosts> ParseCallgrindFile(std::string_view text, const std::string& path) {
  return Parser(path).Parse(text);
}

}  // namespace pawl
