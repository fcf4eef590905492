// Whether lines are text within the limits, and what becomes of those that mean nothing.

#include <algorithm>

#include "impls/env_file/entry_parser.h"
#include "impls/env_file/utf8.h"

namespace env_file {

bool EntryParser::IsSound(Line last) {
  if (last.next > checked_) [[unlikely]]
    CheckText(last.next);
  if (last.next <= checked_ && static_cast<size_t>(last.text_end - at_) <= free_bytes_) [[likely]]
    return true;
  return JudgeLines(last.next);
}

// Judges the lines that end before `end`, which is where a line begins or the file ends.
bool EntryParser::JudgeLines(const char* end) {
  if (judged_ == nullptr) {
    judged_ = at_;
    judged_line_ = line_;
  }
  while (judged_ < end) {
    scan::Seen ignored;
    const Line line = FindLine(judged_, ignored);
    CheckText(line.next);
    if (!JudgeLine(judged_, line.text_end)) return false;
    judged_ = line.next;
    ++judged_line_;
  }
  return true;
}

bool EntryParser::JudgeLine(const char* begin, const char* text_end) {
  if (static_cast<size_t>(text_end - begin) > options_.max_line_bytes) {
    return Refuse(Problem::kLineTooLong, {judged_line_, options_.max_line_bytes + 1},
                  {.limit_bytes = options_.max_line_bytes});
  }
  if (bad_ != nullptr && bad_ < text_end) {
    return Refuse(*bad_ == '\0' ? Problem::kNul : Problem::kNotUtf8,
                  {judged_line_, static_cast<uint64_t>(bad_ - begin) + 1}, {.text = {bad_, 1}});
  }
  if (static_cast<size_t>(text_end - at_) > options_.max_entry_bytes) {
    return Refuse(Problem::kEntryTooLong, {line_, 1}, {.limit_bytes = options_.max_entry_bytes});
  }
  return true;
}

// Judges what there is of an entry that goes on in the next piece, so that a file without line ends or with an open
// quote is refused before it fills the memory.
bool EntryParser::JudgePending() {
  if (!status_.ok()) return false;
  if (unread().size() <= free_bytes_) return true;
  if (judged_ == nullptr) {
    judged_ = at_;
    judged_line_ = line_;
  }
  while (true) {
    scan::Seen ignored;
    const Line line = FindLine(judged_, ignored);
    if (line.next == nullptr) break;
    if (!JudgeLines(line.next)) return false;
  }
  // A carriage return at the end may belong to the line's end.
  const size_t text_bytes = static_cast<size_t>(end_ - judged_) - (end_ != judged_ && end_[-1] == '\r');
  if (text_bytes <= options_.max_line_bytes) return true;
  return Refuse(Problem::kLineTooLong, {judged_line_, options_.max_line_bytes + 1},
                {.limit_bytes = options_.max_line_bytes});
}

bool EntryParser::Refuse(Problem problem, Position at, const Subject& subject) {
  status_ = Report(problem, file_, at, subject);
  return false;
}

// Moves checked_ to `end` or beyond, or to what is no text.
void EntryParser::CheckText(const char* end) {
  constexpr std::ptrdiff_t kAheadBytes = 4096;  // fits the first-level cache, so that the parser finds it there
  if (bad_ != nullptr || end <= checked_) return;
  const char* const until = end_ - checked_ > kAheadBytes ? std::max(end, checked_ + kAheadBytes) : end_;
  const TextCheck check = env_file::CheckText(View(checked_, until));
  checked_ += check.good_bytes;
  // A sequence that this stretch cuts off is looked at again with the next one.
  if (checked_ != until && (!check.truncated || (until == end_ && is_last_))) bad_ = checked_;
}

// A line that assigns nothing: empty, a comment, or one that is wrong at `after`.
EntryParser::Found EntryParser::MalformedLine(const char* key, const char* after) {
  scan::Seen seen;
  const Line line = FindLine(after, seen);
  if (line.next == nullptr) return Found::kMore;
  if (key == after && (line.text_end == after || *after == '#')) {
    if (!IsSound(line)) return Found::kFailed;
    Advance(line, 1);
    return Found::kNothing;
  }
  const bool skip = dialect_.malformed == Dialect::Malformed::kSkip;
  const bool is_comment = after != line.text_end && *after == '#' && after != at_ && IsBlank(after[-1]);
  if (is_comment || std::find(after, line.text_end, '=') == line.text_end) {
    return Malformed(Problem::kNoEquals, key, {}, skip, line, 1);
  }
  return Malformed(Problem::kBadKey, after, {.text = {after, 1}}, skip, line, 1);
}

EntryParser::Found EntryParser::Malformed(Problem problem, const char* at, const Subject& subject, bool skip, Line last,
                                          uint64_t lines) {
  if (!IsSound(last)) return Found::kFailed;
  if (!skip) {
    Refuse(problem, PositionOf(at), subject);
    return Found::kFailed;
  }
  if (summary_.skipped++ == 0) summary_.first_skipped = Report(problem, file_, PositionOf(at), subject);
  Advance(last, lines);
  return Found::kNothing;
}

// How many lines lie, in part at least, between the entry's beginning and `end`.
uint64_t EntryParser::LinesUpTo(const char* end) const { return PositionOf(end).line - line_ + 1; }

Position EntryParser::PositionOf(const char* at) const {
  Position position{line_, 1};
  for (const char* p = at_; p != at; ++p) {
    const bool is_lone_cr = *p == '\r' && p + 1 != end_ && p[1] != '\n';
    const bool is_end = *p == '\n' || (is_lone_cr && dialect_.lone_cr == Dialect::LoneCr::kLineEnd);
    position.line += is_end;
    position.column = is_end ? 1 : position.column + 1;
  }
  return position;
}

}  // namespace env_file
