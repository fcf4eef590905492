#ifndef PAWL_IMPLS_CONTAINER_CLIENT_JSON_STREAM_H_
#define PAWL_IMPLS_CONTAINER_CLIENT_JSON_STREAM_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace container_client {

// Cuts a stream of JSON objects, which come in pieces of any size and with any white space between them, into the
// objects. Does not check them: it counts braces outside of strings. Memory: one object, at most `max_object_bytes`.
// Own code, as parsers either want the whole stream, or block until the next piece comes.
class JsonStream {
 public:
  explicit JsonStream(size_t max_object_bytes) : max_object_bytes_(max_object_bytes) {}

  void Append(std::string_view bytes);

  // The next object, valid until Append(); nullopt until more is appended. DATA_LOSS, with the position in the
  // stream, if something else is between objects; RESOURCE_EXHAUSTED if one is too long.
  absl::StatusOr<std::optional<std::string_view>> Next();

  // Whether a part of an object is there.
  bool has_part() const { return begin_ < text_.size(); }

 private:
  size_t max_object_bytes_;
  std::string text_;
  size_t dropped_bytes_ = 0;  // of the stream, before text_
  size_t begin_ = 0;          // of the object, if depth_ > 0
  size_t scanned_ = 0;
  size_t depth_ = 0;
  bool in_string_ = false;
  bool is_escaped_ = false;
};

}  // namespace container_client

#endif  // PAWL_IMPLS_CONTAINER_CLIENT_JSON_STREAM_H_
