#include "impls/checksum/two_streams.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

namespace checksum {
namespace {

namespace fs = std::filesystem;

constexpr size_t kReadBytes = size_t{64} << 10;  // as Optimized

// What is left over of a block is kept before the page where reading begins, the padding is written behind the data.
constexpr size_t kBufferBytes = kPageBytes + kReadBytes + kPageBytes;
static_assert(sha_ni::kMaxPaddingBytes <= kPageBytes);

// The next item that a stream is under way with, from `next` on; links and what cannot be opened are done on the way.
template <typename Begin>
bool BeginNext(const fs::path& root, std::span<Item> items, size_t& next, Begin begin) {
  while (next < items.size()) {
    Item& item = items[next++];
    if (item.done) continue;
    if (item.entry.kind == Kind::kLink) {
      const absl::StatusOr<std::string> target = ReadLink(root / item.entry.path);
      item.digest = target.ok() ? absl::StatusOr<Digest>(sha_ni::Sha256(*target)) : target.status();
      item.done = true;
    } else if (begin(item)) {
      return true;
    }
  }
  return false;
}

}  // namespace

absl::Status TwoStreams::Stream::Begin(const fs::path& root, Item& item, ParentDirectory& directory) {
  item_ = &item;
  root_ = &root;
  const absl::StatusOr<ParentDirectory::Place> place = directory.Of(item.entry.path);
  if (!place.ok()) return place.status();
  absl::StatusOr<File> file = File::OpenAt(place->directory, place->name, {root, item.entry.path});
  if (!file.ok()) return file.status();
  file_ = *std::move(file);
  if (!buffer_.Allocate(kBufferBytes)) return OutOfMemory({root, item.entry.path}, kBufferBytes);
  data_ = end_ = buffer_.data() + kPageBytes;
  blocks_ = 0;
  is_read_ = false;
  message_bytes_ = 0;
  state_ = sha_ni::kStart;
  return Fill();
}

absl::Status TwoStreams::Stream::Fill() {
  const size_t left_over = static_cast<size_t>(end_ - data_);
  char* const begin = buffer_.data() + kPageBytes;
  data_ = static_cast<const char*>(std::memmove(begin - left_over, data_, left_over));
  char* end = begin;
  while (end < begin + kReadBytes) {
    const absl::StatusOr<size_t> got =
        ReadSome(file_.fd(), end, static_cast<size_t>(begin + kReadBytes - end), {*root_, item_->entry.path});
    if (!got.ok()) return got.status();
    end += *got;
    message_bytes_ += *got;
    if (*got > 0) continue;
    is_read_ = true;
    end += sha_ni::Pad(end, message_bytes_);
    break;
  }
  end_ = end;
  blocks_ = static_cast<size_t>(end_ - data_) / sha_ni::kBlockBytes;
  return absl::OkStatus();
}

void TwoStreams::Stream::Skip(size_t blocks) {
  data_ += blocks * sha_ni::kBlockBytes;
  blocks_ -= blocks;
}

void TwoStreams::Stream::Finish(absl::Status status) {
  if (status.ok()) status = file_.Unchanged({*root_, item_->entry.path});
  item_->digest = status.ok() ? absl::StatusOr<Digest>(sha_ni::ToDigest(state_)) : std::move(status);
  item_->done = true;
  item_->stamp = file_.stamp();
  file_ = File();
}

void TwoStreams::HashAll(const fs::path& root, std::span<Item> items) {
  ParentDirectory directory(root);
  size_t next = 0;
  // Whether the stream has another file to work on, or more of the one it has.
  const auto begin_next = [&](Stream& stream) {
    return BeginNext(root, items, next, [&](Item& item) {
      absl::Status status = stream.Begin(root, item, directory);
      const bool is_begun = status.ok();
      if (!is_begun) stream.Finish(std::move(status));
      return is_begun;
    });
  };
  const auto go_on = [&](Stream& stream) {
    if (stream.blocks() > 0) return true;
    absl::Status status = stream.is_read() ? absl::OkStatus() : stream.Fill();
    if (stream.blocks() > 0) return true;
    stream.Finish(std::move(status));
    return begin_next(stream);
  };
  auto& [first, second] = streams_;
  bool first_works = begin_next(first), second_works = begin_next(second);
  while (first_works && second_works) {
    const size_t blocks = std::min(first.blocks(), second.blocks());
    sha_ni::CompressTwo(first.state(), first.data(), second.state(), second.data(), blocks);
    first.Skip(blocks);
    second.Skip(blocks);
    first_works = go_on(first);
    second_works = go_on(second);
  }
  for (Stream& stream : streams_) {
    for (bool works = &stream == &first ? first_works : second_works; works; works = go_on(stream)) {
      sha_ni::Compress(stream.state(), stream.data(), stream.blocks());
      stream.Skip(stream.blocks());
    }
  }
}

}  // namespace checksum
