#ifndef PAWL_IMPLS_OBJECT_POOL_TEXT_ARENA_H_
#define PAWL_IMPLS_OBJECT_POOL_TEXT_ARENA_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <new>
#include <string_view>

namespace object_pool {

// Texts one after the other in one block that grows and, once cleared, is kept. At most 4 GiB: beyond, bad_alloc.
class TextArena {
 public:
  // `wipes`: what a block held is overwritten when a larger one takes its place, and by Clear().
  explicit TextArena(bool wipes) : wipes_(wipes) {}
  ~TextArena() { Clear(); }
  TextArena(const TextArena&) = delete;
  TextArena& operator=(const TextArena&) = delete;

  // Where it begins; `more` follows it. O(text), and a copy of all when the block grows. Both may lie in this arena.
  uint32_t Append(std::string_view text, std::string_view more = {}) {
    if (text.size() + more.size() > capacity_ - size_) [[unlikely]]
      return AppendToLarger(text, more);
    return Put(text, more);
  }

  std::string_view View(uint32_t at, size_t bytes) const { return {data_.get() + at, bytes}; }
  bool wipes() const { return wipes_; }
  char* data() { return data_.get(); }
  size_t size() const { return size_; }
  size_t capacity() const { return capacity_; }

  void Clear() {
    if (wipes_ && size_ > 0) explicit_bzero(data_.get(), size_);
    size_ = 0;
  }

 private:
  // A call of memcpy costs more than most keys and values are long.
  static void Copy(char* to, std::string_view text) {
    const size_t n = text.size();
    if (n > 16) {
      std::memcpy(to, text.data(), n);
    } else if (n >= 8) {
      CopyEnds<uint64_t>(to, text);
    } else if (n >= 4) {
      CopyEnds<uint32_t>(to, text);
    } else {
      for (size_t i = 0; i < n; ++i) to[i] = text[i];
    }
  }

  // REQUIRES: text has one to two words.
  template <typename Word>
  static void CopyEnds(char* to, std::string_view text) {
    Word first, last;
    std::memcpy(&first, text.data(), sizeof(Word));
    std::memcpy(&last, text.data() + text.size() - sizeof(Word), sizeof(Word));
    std::memcpy(to, &first, sizeof(Word));
    std::memcpy(to + text.size() - sizeof(Word), &last, sizeof(Word));
  }

  uint32_t Put(std::string_view text, std::string_view more) {
    const size_t at = size_;
    Copy(data_.get() + at, text);
    Copy(data_.get() + at + text.size(), more);
    size_ += text.size() + more.size();
    return static_cast<uint32_t>(at);
  }

  [[gnu::noinline]] uint32_t AppendToLarger(std::string_view text, std::string_view more) {
    constexpr size_t kMost = std::numeric_limits<uint32_t>::max();
    if (text.size() > kMost - size_ || more.size() > kMost - size_ - text.size()) throw std::bad_alloc();
    const size_t capacity = std::min(kMost, std::max<size_t>({256, 2 * capacity_, size_ + text.size() + more.size()}));
    std::unique_ptr<char[]> before(new char[capacity]);
    before.swap(data_);
    if (size_ > 0) std::memcpy(data_.get(), before.get(), size_);
    capacity_ = capacity;
    const uint32_t at = Put(text, more);
    if (wipes_ && at > 0) explicit_bzero(before.get(), at);
    return at;
  }

  std::unique_ptr<char[]> data_;
  size_t size_ = 0;
  size_t capacity_ = 0;
  const bool wipes_;
};

}  // namespace object_pool

#endif  // PAWL_IMPLS_OBJECT_POOL_TEXT_ARENA_H_
