#ifndef PAWL_IMPLS_IMAGE_FLAGS_LINE_WRITER_H_
#define PAWL_IMPLS_IMAGE_FLAGS_LINE_WRITER_H_

#include <cstddef>
#include <string_view>

#include "impls/image_flags/quoting.h"

namespace image_flags::internal {

// All flags of a build together take less, so that a flag is written without a look at the room that is left.
inline constexpr size_t kFlagRoomBytes = 256;

// Where the next byte goes, in memory of [begin, end).
struct Place {
  char* begin;
  char* at;
  char* end;

  size_t room() const { return static_cast<size_t>(end - at); }
};

// Writes the tokens of a build, each after a space, in one pass. Memory comes from a `Room`, which says what to do
// where it is short:
//   bool More(Place&, bytes)   moves the place to where it has that room after the same text; or gives up, false, and
//                              leaves room for kFlagRoomBytes: what is written from then on means nothing
// The first place must have kFlagRoomBytes. What is rare is out of line and takes and gives the place by value: with
// its address known elsewhere it would live in memory, and each token would wait for the one before.
template <typename Room>
class LineWriter {
 public:
  [[gnu::always_inline]] LineWriter(Place place, Room& room) : place_(place), room_(room) {}

  // The line with a space before it; nothing if there was no token.
  std::string_view Written() const { return {place_.begin, static_cast<size_t>(place_.at - place_.begin)}; }

  [[gnu::always_inline]] void Flag(std::string_view flag) {
    *place_.at = ' ';
    place_.at = Copy(flag, place_.at + 1);
  }

  [[gnu::always_inline]] void Value(std::string_view text) {
    if (place_.room() >= text.size() + 1 + kFlagRoomBytes) [[likely]] {
      *place_.at = ' ';
      if (CopyIsPlain(text, place_.at + 1)) [[likely]] {
        place_.at += 1 + text.size();
        return;
      }
    }
    place_ = Checked(place_, room_, text);
  }

  [[gnu::always_inline]] void Pair(std::string_view key, std::string_view value) {
    if (place_.room() >= key.size() + value.size() + 2 + kFlagRoomBytes) [[likely]] {
      *place_.at = ' ';
      char* const equals = place_.at + 1 + key.size();
      *equals = '=';
      if (CopyIsPlain(key, place_.at + 1) && (value.empty() || CopyIsPlain(value, equals + 1))) [[likely]] {
        place_.at = equals + 1 + value.size();
        return;
      }
    }
    place_ = Checked(place_, room_, key, value);
  }

 private:
  [[gnu::noinline]] static Place Checked(Place place, Room& room, std::string_view text) {
    const bool quotes = text.empty() || HasUnsafe(text);
    if (!Reserve(place, room, quotes ? EscapedSize(text) + 2 : text.size())) return place;
    *place.at++ = ' ';
    if (quotes) *place.at++ = '\'';
    place.at = quotes ? CopyEscaped(text, place.at) : Copy(text, place.at);
    if (quotes) *place.at++ = '\'';
    return place;
  }

  [[gnu::noinline]] static Place Checked(Place place, Room& room, std::string_view key, std::string_view value) {
    const bool quotes = HasUnsafe(key) || HasUnsafe(value);
    const size_t bytes = quotes ? EscapedSize(key) + EscapedSize(value) + 3 : key.size() + value.size() + 1;
    if (!Reserve(place, room, bytes)) return place;
    *place.at++ = ' ';
    if (quotes) *place.at++ = '\'';
    place.at = quotes ? CopyEscaped(key, place.at) : Copy(key, place.at);
    *place.at++ = '=';
    place.at = quotes ? CopyEscaped(value, place.at) : Copy(value, place.at);
    if (quotes) *place.at++ = '\'';
    return place;
  }

  // Room for a space, the token, and the flags that may follow it.
  static bool Reserve(Place& place, Room& room, size_t token_bytes) {
    const size_t bytes = 1 + token_bytes + kFlagRoomBytes;
    return place.room() >= bytes || room.More(place, bytes);
  }

  Place place_;
  Room& room_;
};

}  // namespace image_flags::internal

#endif  // PAWL_IMPLS_IMAGE_FLAGS_LINE_WRITER_H_
