#ifndef PAWL_IMPLS_SAMPLE_TABLE_ARRAY_STORAGE_H_
#define PAWL_IMPLS_SAMPLE_TABLE_ARRAY_STORAGE_H_

#include <cstddef>
#include <cstring>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

namespace sample_table {

// An array that never changes: its own copy, exactly as large as its elements, or a view of somebody else's, such as of
// a mapped file, which must outlive it. Readers cannot tell which. Two pointers and a flag, as large as a
// std::vector; empty when moved from. Aligned for T: a borrowed array has to be, too.
template <typename T>
class ArrayStorage {
  static_assert(std::is_trivially_copyable_v<T>, "nobody constructs a mapped array");
  static_assert(alignof(T) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);

 public:
  ArrayStorage() = default;

  // Owns `size` elements, all of which `fill(array)` sets, unless there are none. Throws std::bad_alloc.
  template <typename Fill>
  static ArrayStorage Make(size_t size, Fill fill) {
    if (size == 0) return {};
    auto* const array = static_cast<T*>(::operator new(size * sizeof(T)));
    fill(array);
    return ArrayStorage(array, size, /*owned=*/true);
  }

  // Owns a copy of `values`, and `more` elements behind them whose bytes are 0. Throws std::bad_alloc.
  static ArrayStorage Copy(std::span<const T> values, size_t more = 0) {
    return Make(values.size() + more, [values, more](T* copy) {
      if (!values.empty()) std::memcpy(copy, values.data(), values.size_bytes());
      std::memset(static_cast<void*>(copy + values.size()), 0, more * sizeof(T));
    });
  }

  // Views `values`.
  static ArrayStorage Borrow(std::span<const T> values) {
    return ArrayStorage(values.data(), values.size(), /*owned=*/false);
  }

  ArrayStorage(ArrayStorage&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)),
        end_(std::exchange(other.end_, nullptr)),
        owned_(std::exchange(other.owned_, false)) {}
  ArrayStorage& operator=(ArrayStorage&& other) noexcept {
    ArrayStorage taken(std::move(other));
    std::swap(data_, taken.data_);
    std::swap(end_, taken.end_);
    std::swap(owned_, taken.owned_);
    return *this;
  }
  ~ArrayStorage() {
    if (owned_) ::operator delete(const_cast<T*>(data_));
  }

  const T* data() const { return data_; }
  size_t size() const { return static_cast<size_t>(end_ - data_); }
  bool empty() const { return data_ == end_; }
  const T& operator[](size_t i) const { return data_[i]; }

  // Of the copy; 0 for a view.
  size_t allocated_bytes() const { return owned_ ? size() * sizeof(T) : 0; }

 private:
  ArrayStorage(const T* data, size_t size, bool owned) : data_(data), end_(data + size), owned_(owned) {}

  const T* data_ = nullptr;
  const T* end_ = nullptr;  // not the size: from it, a struct's address would be a multiplication away
  bool owned_ = false;
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_ARRAY_STORAGE_H_
