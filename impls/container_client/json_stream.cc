#include "impls/container_client/json_stream.h"

namespace container_client {

void JsonStream::Append(std::string_view bytes) {
  text_.erase(0, begin_);
  dropped_bytes_ += begin_;
  scanned_ -= begin_;
  begin_ = 0;
  text_ += bytes;
}

absl::StatusOr<std::optional<std::string_view>> JsonStream::Next() {
  for (; scanned_ < text_.size(); ++scanned_) {
    const char c = text_[scanned_];
    if (depth_ == 0) {
      if (c == '{') {
        begin_ = scanned_;
        depth_ = 1;
      } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
        return absl::DataLossError("the stream is malformed at byte " + std::to_string(dropped_bytes_ + scanned_) +
                                   ": an object should begin there");
      } else {
        begin_ = scanned_ + 1;
      }
    } else if (in_string_) {
      if (is_escaped_) {
        is_escaped_ = false;
      } else if (c == '\\') {
        is_escaped_ = true;
      } else if (c == '"') {
        in_string_ = false;
      }
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if ((c == '}' || c == ']') && --depth_ == 0) {
      const std::string_view object = std::string_view(text_).substr(begin_, ++scanned_ - begin_);
      begin_ = scanned_;
      return object;
    }
  }
  if (text_.size() - begin_ > max_object_bytes_) {
    return absl::ResourceExhaustedError("an object of the stream, at byte " + std::to_string(dropped_bytes_ + begin_) +
                                        ", has more than " + std::to_string(max_object_bytes_) +
                                        " bytes. Raise Options::max_answer_bytes if that is right");
  }
  return std::nullopt;
}

}  // namespace container_client
