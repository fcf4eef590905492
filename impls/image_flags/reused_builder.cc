#include "impls/image_flags/reused_builder.h"

#include <algorithm>

namespace image_flags {
namespace {

using internal::Copy;
using internal::CopyEscaped;
using internal::EscapedSize;
using internal::HasUnsafe;

// Writes over a buffer from its start and lets it grow where it is too small.
class Append {
 public:
  explicit Append(std::string& buffer) : buffer_(buffer), at_(buffer.data()), end_(at_ + buffer.size()) {}

  void Flag(std::string_view flag) {
    Separate();
    Text(flag);
  }

  void Value(std::string_view text) {
    Separate();
    if (text.empty() || HasUnsafe(text)) [[unlikely]] {
      Quoted(text);
    } else {
      Text(text);
    }
  }

  void Pair(std::string_view key, std::string_view value) {
    Separate();
    const bool quotes = HasUnsafe(key) || HasUnsafe(value);
    if (quotes) Mark('\'');
    quotes ? Escaped(key) : Text(key);
    Mark('=');
    quotes ? Escaped(value) : Text(value);
    if (quotes) Mark('\'');
  }

  void Text(std::string_view text) {
    MakeRoom(text.size());
    at_ = Copy(text, at_);
  }

  void Mark(char mark) {
    MakeRoom(1);
    *at_++ = mark;
  }

  std::string_view Done() const { return {buffer_.data(), static_cast<size_t>(at_ - buffer_.data())}; }

 private:
  void Separate() {
    if (at_ != buffer_.data()) Mark(' ');
  }

  void Quoted(std::string_view text) {
    Mark('\'');
    Escaped(text);
    Mark('\'');
  }

  void Escaped(std::string_view text) {
    MakeRoom(EscapedSize(text));
    at_ = CopyEscaped(text, at_);
  }

  void MakeRoom(size_t bytes) {
    if (static_cast<size_t>(end_ - at_) < bytes) [[unlikely]]
      Grow(bytes);
  }

  // Doubles, so that a growing series of builds costs a constant number of copies per byte.
  [[gnu::noinline]] void Grow(size_t bytes) {
    const size_t written = at_ - buffer_.data();
    buffer_.resize(std::max(2 * buffer_.size(), written + bytes));
    at_ = buffer_.data() + written;
    end_ = buffer_.data() + buffer_.size();
  }

  std::string& buffer_;
  char* at_;
  char* end_;
};

}  // namespace

std::string_view ReusedBuilder::CommandLine(const Build& build) {
  Append append(buffer_);
  ForEachToken(build, append);
  return append.Done();
}

std::string_view ReusedBuilder::ImageUri(const ImageReference& image) {
  Append append(buffer_);
  if (!image.registry.empty()) {
    append.Text(image.registry);
    append.Mark('/');
  }
  append.Text(image.repository);
  if (!image.tag.empty()) {
    append.Mark(':');
    append.Text(image.tag);
  }
  if (!image.digest.empty()) {
    append.Mark('@');
    append.Text(image.digest);
  }
  return append.Done();
}

}  // namespace image_flags
