#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_BUFFER_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_BUFFER_H_

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

namespace archive_export {

// Bytes that grow at the end and are not zeroed first, as std::string would: half of a segment's time without
// compression. The first ones take room for a segment and what stands around it, so that the allocator gives them pages
// of their own, of which only those count that are touched. Growing bit by bit it left holes in the heap, and the peak
// of a larger tree was higher.
class Buffer {
 public:
  char* data() { return data_.get(); }
  size_t size() const { return size_; }
  std::string_view view() const { return {data_.get(), size_}; }

  void Clear() { size_ = 0; }
  void CutTo(size_t size) { size_ = size; }

  // Room for `bytes` after the end; valid until the next call. Commit() makes some of it part of the content.
  char* Room(size_t bytes) {
    if (capacity_ - size_ < bytes) Grow(size_ + bytes);
    return data_.get() + size_;
  }
  void Commit(size_t bytes) { size_ += bytes; }

  void Append(std::string_view bytes) {
    if (bytes.empty()) return;
    std::memcpy(Room(bytes.size()), bytes.data(), bytes.size());
    Commit(bytes.size());
  }

  void AppendZeros(size_t bytes) {
    std::memset(Room(bytes), 0, bytes);
    Commit(bytes);
  }

 private:
  static constexpr size_t kLeastBytes = 640 << 10;

  void Grow(size_t least) {
    least = std::max({least, kLeastBytes, capacity_ * 3 / 2});
    auto grown = std::make_unique_for_overwrite<char[]>(least);
    if (size_ > 0) std::memcpy(grown.get(), data_.get(), size_);
    data_ = std::move(grown);
    capacity_ = least;
  }

  std::unique_ptr<char[]> data_;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

// Objects that are used again. Safe to use from several threads.
template <typename T>
class Reused {
 public:
  T Take() {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) return T();
    T taken = std::move(free_.back());
    free_.pop_back();
    return taken;
  }

  void Give(T&& object) {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(object));
  }

 private:
  std::mutex mutex_;
  std::vector<T> free_;
};

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_BUFFER_H_
