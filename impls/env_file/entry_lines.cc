#include "impls/env_file/entry_lines.h"

#include <sstream>
#include <utility>

#include "impls/env_file/utf8.h"

namespace env_file {
namespace {

constexpr std::string_view kBom = "\xef\xbb\xbf";

}  // namespace

absl::Status EntryLines::Load(Source& source) {
  file_ = source.name();
  absl::StatusOr<std::string> text = ReadWhole(source);
  if (!text.ok()) return text.status();
  if (text->starts_with(kBom)) {
    if (options_.dialect.bom == Dialect::Bom::kError) {
      return Report(Problem::kByteOrderMark, file_, Position(), Subject());
    }
    if (options_.dialect.bom == Dialect::Bom::kSkip) text->erase(0, kBom.size());
  }
  std::istringstream stream(*std::move(text));
  for (std::string rest; std::getline(stream, rest);) {
    std::string end = stream.eof() ? "" : "\n";
    if (!end.empty() && rest.ends_with('\r')) {
      rest.pop_back();
      end = "\r\n";
    }
    if (options_.dialect.lone_cr == Dialect::LoneCr::kLineEnd) {
      for (size_t at; (at = rest.find('\r')) != std::string::npos; rest.erase(0, at + 1)) {
        lines_.push_back({rest.substr(0, at), "\r"});
      }
    }
    // Behind the carriage return that ends the file there is no line.
    if (!end.empty() || !rest.empty()) lines_.push_back({rest, end});
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> EntryLines::Extend() {
  const size_t line = next_ + entry_lines_;
  if (line == lines_.size()) return false;
  if (entry_lines_ > 0) text_ += lines_[line - 1].end;
  if (absl::Status status = Check(line); !status.ok()) return status;
  text_ += lines_[line].text;
  ++entry_lines_;
  return true;
}

absl::Status EntryLines::Check(size_t line) const {
  const std::string& text = lines_[line].text;
  const auto problem = [this, line](Problem problem, size_t offset, const Subject& subject) {
    return Report(problem, file_, {line + 1, offset + 1}, subject);
  };
  if (text.size() > options_.max_line_bytes) {
    return problem(Problem::kLineTooLong, options_.max_line_bytes, {.limit_bytes = options_.max_line_bytes});
  }
  if (const size_t good = CheckText(text).good_bytes; good < text.size()) {
    return problem(text[good] == '\0' ? Problem::kNul : Problem::kNotUtf8, good, {.text = {&text[good], 1}});
  }
  if (text_.size() + text.size() > options_.max_entry_bytes) {
    return Report(Problem::kEntryTooLong, file_, {next_ + 1, 1}, {.limit_bytes = options_.max_entry_bytes});
  }
  return absl::OkStatus();
}

void EntryLines::Advance(size_t lines) {
  next_ += lines;
  entry_lines_ = 0;
  text_.clear();
}

Position EntryLines::PositionOf(size_t offset) const {
  size_t line = next_;
  for (; offset > lines_[line].text.size(); ++line) offset -= lines_[line].text.size() + lines_[line].end.size();
  return {line + 1, offset + 1};
}

}  // namespace env_file
