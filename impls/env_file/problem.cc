#include "impls/env_file/problem.h"

#include <algorithm>

namespace env_file {
namespace {

std::string Bytes(size_t count) { return std::to_string(count) + " bytes"; }

std::string Of(std::string_view key) { return key.empty() ? "" : " of " + Shown(key); }

struct Message {
  std::string wrong;
  std::string way_out;
};

Message Describe(Problem problem, const Subject& subject) {
  const std::string text = Shown(subject.text);
  switch (problem) {
    case Problem::kNul:
      return {"NUL byte, which no environment can hold", "Remove it; if every second byte is one, save as UTF-8"};
    case Problem::kNotUtf8:
      return {"byte " + text + " is not UTF-8", "Save the file as UTF-8 (iconv -f latin1 -t utf-8)"};
    case Problem::kLineTooLong:
      return {"line has more than " + Bytes(subject.limit_bytes),
              "Check that this is a .env file; break the value into lines in quotes, or raise max_line_bytes"};
    case Problem::kEntryTooLong:
      return {"variable has more than " + Bytes(subject.limit_bytes) + " with all its lines",
              "Check that its quote is closed, or raise max_entry_bytes"};
    case Problem::kNoEquals:
      return {"line has no '='", "Write KEY=value, or begin a comment with '#'; a value of several lines needs quotes"};
    case Problem::kBadKey:
      return {"'" + text + "' cannot be in a key",
              "Keys are letters, digits, '_' and other bytes but blanks, quotes, "
              "'#' and '='; write KEY=value"};
    case Problem::kEmptyKey:
      return {"no key before '='", "Name the variable, or remove the line"};
    case Problem::kUnterminated:
      return {"the value" + Of(subject.key) + " opens with " + text + " and never closes",
              "Add the closing " + text + "; to begin a value with " + text +
                  ", put it in other quotes. A backslash "
                  "before a quote can keep it from closing"};
    case Problem::kTextAfterQuote:
      return {"text after the value" + Of(subject.key) + ", which ended with its quote",
              "Put all of it in the quotes, or begin a comment with '#'"};
    case Problem::kBadEscape:
      return {"'" + text + "' in the value" + Of(subject.key) + " is no escape", "Write \\\\ for a backslash"};
    case Problem::kBadReference:
      return {"'" + text + "' in the value" + Of(subject.key) + " begins no reference",
              "Write ${NAME} or ${NAME:-text}, where text has no reference of its own; for the bytes as they stand "
              "write \\$ or use single quotes"};
    case Problem::kByteOrderMark:
      return {"byte order mark", "Remove it: save as UTF-8 without BOM"};
  }
  return {"unknown problem " + std::to_string(static_cast<int>(problem)), "This is a bug; report it"};
}

}  // namespace

std::string Shown(std::string_view bytes) {
  constexpr size_t kMaxBytes = 32;  // enough to find the place, too few for a line of its own
  constexpr char kDigits[] = "0123456789abcdef";
  std::string shown;
  for (const char c : bytes.substr(0, std::min(bytes.size(), kMaxBytes))) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f) {
      shown += c;
    } else {
      shown += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return bytes.size() > kMaxBytes ? shown + "..." : shown;
}

absl::Status Report(Problem problem, std::string_view file, Position at, const Subject& subject) {
  const Message message = Describe(problem, subject);
  return absl::InvalidArgumentError(std::string(file) + ":" + std::to_string(at.line) + ":" +
                                    std::to_string(at.column) + ": " + message.wrong + ". " + message.way_out);
}

}  // namespace env_file
