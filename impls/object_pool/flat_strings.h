#ifndef PAWL_IMPLS_OBJECT_POOL_FLAT_STRINGS_H_
#define PAWL_IMPLS_OBJECT_POOL_FLAT_STRINGS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "impls/object_pool/text_arena.h"

namespace object_pool {

// A StringBuilder whose strings lie one after the other in one block: however many and long they are, nothing is
// allocated once the object has grown to their sum. At most 4 GiB of text.
class FlatStrings {
 public:
  explicit FlatStrings(bool wipes) : text_(wipes) {}

  void Add(std::string_view text) {
    text_.Append(text);
    ends_.push_back(static_cast<uint32_t>(text_.size()));
  }
  void Append(std::string_view text) {
    text_.Append(text);
    ends_.back() = static_cast<uint32_t>(text_.size());
  }
  std::string_view operator[](size_t i) const {
    const uint32_t begin = i == 0 ? 0 : ends_[i - 1];
    return text_.View(begin, ends_[i] - begin);
  }
  size_t size() const { return ends_.size(); }

  void Clear() {
    text_.Clear();
    ends_.clear();
  }
  // With what it has on the heap.
  size_t Bytes() const { return sizeof(*this) + text_.capacity() + ends_.capacity() * sizeof(uint32_t); }

 private:
  TextArena text_;
  std::vector<uint32_t> ends_;
};

}  // namespace object_pool

#endif  // PAWL_IMPLS_OBJECT_POOL_FLAT_STRINGS_H_
