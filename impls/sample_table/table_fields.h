#ifndef PAWL_IMPLS_SAMPLE_TABLE_TABLE_FIELDS_H_
#define PAWL_IMPLS_SAMPLE_TABLE_TABLE_FIELDS_H_

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <type_traits>

#include "impls/sample_table/array_storage.h"

// A table's members as words of 64 bits, and back. Each class names its members once, in Each(self, fields), in the
// order in which they are written: an integer as one word, an array as the number of its elements, their bytes, and
// zeros up to the next word. So every array begins at a multiple of 8 bytes, and may be used where it lies.
namespace sample_table {

static_assert(std::endian::native == std::endian::little, "words and arrays are written as they lie in memory");

inline constexpr size_t kWordBytes = sizeof(uint64_t);

// Appends to a string. Throws std::bad_alloc.
class FieldWriter {
 public:
  explicit FieldWriter(std::string& out) : out_(out) {}

  template <typename... Fields>
  void operator()(const Fields&... fields) {
    (Write(fields), ...);
  }

 private:
  template <std::integral T>
  void Write(const T& value) {
    const auto word = static_cast<uint64_t>(value);
    out_.append(reinterpret_cast<const char*>(&word), sizeof word);
  }

  template <typename T>
  void Write(const ArrayStorage<T>& array) {
    static_assert(std::has_unique_object_representations_v<T> && alignof(T) <= kWordBytes);
    Write(array.size());
    if (array.empty()) return;
    out_.append(reinterpret_cast<const char*>(array.data()), array.size() * sizeof(T));
    out_.append(-out_.size() % kWordBytes, '\0');
  }

  template <typename T>
  void Write(const T& object) {
    T::Each(object, *this);
  }

  std::string& out_;
};

// Reads what FieldWriter wrote. Arrays are views of the bytes, which must outlive them. Safe with any bytes: what lies
// beyond them, or is no number of the member's type, makes ok() false, and every member from there on 0 or empty.
class FieldReader {
 public:
  // `bytes` begin at a multiple of 8 in memory.
  explicit FieldReader(std::span<const uint8_t> bytes) : left_(bytes) {}

  template <typename... Fields>
  void operator()(Fields&... fields) {
    (Read(fields), ...);
  }

  bool ok() const { return ok_; }
  bool at_end() const { return left_.empty(); }

 private:
  template <std::integral T>
  void Read(T& value) {
    uint64_t word = 0;
    const std::span<const uint8_t> bytes = Take(sizeof word);
    if (ok_) std::memcpy(&word, bytes.data(), sizeof word);
    value = static_cast<T>(word);
    if (static_cast<uint64_t>(value) == word) return;
    value = 0;
    Fail();
  }

  template <typename T>
  void Read(ArrayStorage<T>& array) {
    uint64_t count = 0;
    Read(count);
    if (count > left_.size() / sizeof(T)) Fail();
    const std::span<const uint8_t> bytes = ok_ ? Take(count * sizeof(T)) : left_;
    if (ok_) Take(-bytes.size() % kWordBytes);
    array = ok_ ? ArrayStorage<T>::Borrow({reinterpret_cast<const T*>(bytes.data()), count}) : ArrayStorage<T>();
  }

  template <typename T>
  void Read(T& object) {
    T::Each(object, *this);
  }

  std::span<const uint8_t> Take(size_t bytes) {
    if (bytes > left_.size()) Fail();
    if (!ok_) return {};
    const std::span<const uint8_t> taken = left_.first(bytes);
    left_ = left_.subspan(bytes);
    return taken;
  }

  void Fail() {
    ok_ = false;
    left_ = {};
  }

  std::span<const uint8_t> left_;
  bool ok_ = true;
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_TABLE_FIELDS_H_
