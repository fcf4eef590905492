#include "impls/image_flags/reused_builder.h"

#include <algorithm>

#include "impls/image_flags/line_writer.h"
#include "impls/image_flags/uri.h"

namespace image_flags {
namespace {

using internal::Place;

// A buffer that grows where it is too small.
struct Growing {
  std::string& buffer;

  Place Begin() { return {buffer.data(), buffer.data(), buffer.data() + buffer.size()}; }

  // Doubles, so that a growing series of builds costs a constant number of copies per byte.
  bool More(Place& place, size_t bytes) {
    const size_t written = place.at - place.begin;
    buffer.resize(std::max(2 * buffer.size(), written + bytes));
    place = Begin();
    place.at += written;
    return true;
  }
};

}  // namespace

std::string_view ReusedBuilder::CommandLine(const Build& build) {
  Growing room{buffer_};
  Place place = room.Begin();
  if (place.room() < internal::kFlagRoomBytes) room.More(place, internal::kFlagRoomBytes);
  internal::LineWriter writer(place, room);
  ForEachToken(build, writer);
  const std::string_view written = writer.Written();
  return written.empty() ? written : written.substr(1);
}

std::span<const std::string_view> ReusedBuilder::TokenList(const Build& build) {
  tokens_.Assign(build);
  return tokens_.tokens();
}

std::string_view ReusedBuilder::ImageUri(const ImageReference& image) {
  const size_t size = internal::UriSize(image);
  if (buffer_.size() < size) buffer_.resize(std::max(2 * buffer_.size(), size));
  internal::CopyUri(image, buffer_.data());
  return {buffer_.data(), size};
}

}  // namespace image_flags
