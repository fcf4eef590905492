// Whether lines are text within the limits.

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

}  // namespace env_file
