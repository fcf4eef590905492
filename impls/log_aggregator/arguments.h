#ifndef PAWL_IMPLS_LOG_AGGREGATOR_ARGUMENTS_H_
#define PAWL_IMPLS_LOG_AGGREGATOR_ARGUMENTS_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "impls/log_aggregator/log_aggregator.h"

// Arguments of a message as bytes, to be formatted later by somebody else. An argument is a byte that says its kind,
// then its value, unaligned.
namespace log_aggregator {

enum class ArgumentKind : uint8_t {
  kSigned,    // int64_t
  kUnsigned,  // uint64_t
  kBool,      // one byte
  kDouble,    // double
  kFloat,     // float, whose shortest text is another than that of the same number as a double
  kText,      // uint32_t size, the bytes
  kCutText,   // uint32_t size, uint32_t of how many more there were, the bytes
};

constexpr size_t kTextHeaderBytes = 1 + sizeof(uint32_t);
constexpr size_t kCutTextHeaderBytes = kTextHeaderBytes + sizeof(uint32_t);
constexpr size_t kMaxArgumentHeaderBytes = kCutTextHeaderBytes;

template <typename T>
concept Text = std::convertible_to<const T&, std::string_view>;

template <typename T>
concept Argument = Text<T> || std::integral<T> || std::floating_point<T>;

template <typename T>
char* StoreAs(char* to, ArgumentKind kind, const T& value) {
  *to++ = static_cast<char>(kind);
  std::memcpy(to, &value, sizeof value);
  return to + sizeof value;
}

inline char* StoreText(char* to, std::string_view text) {
  to = StoreAs(to, ArgumentKind::kText, static_cast<uint32_t>(text.size()));
  std::memcpy(to, text.data(), text.size());
  return to + text.size();
}

template <Argument T>
size_t TextBytes(const T& value) {
  if constexpr (Text<T>) return std::string_view(value).size();
  return 0;
}

// What StoreArgument() writes.
template <Argument T>
size_t StoredBytes(const T& value) {
  if constexpr (Text<T>) return kTextHeaderBytes + std::string_view(value).size();
  if constexpr (std::same_as<T, bool>) return 2;
  if constexpr (std::same_as<T, char>) return kTextHeaderBytes + 1;
  if constexpr (std::same_as<T, float>) return 1 + sizeof(float);
  return 1 + sizeof(uint64_t);
}

template <Argument T>
char* StoreArgument(char* to, const T& value) {
  if constexpr (Text<T>) {
    return StoreText(to, value);
  } else if constexpr (std::same_as<T, bool>) {
    return StoreAs(to, ArgumentKind::kBool, value);
  } else if constexpr (std::same_as<T, char>) {
    return StoreText(to, std::string_view(&value, 1));
  } else if constexpr (std::same_as<T, float>) {
    return StoreAs(to, ArgumentKind::kFloat, value);
  } else if constexpr (std::floating_point<T>) {
    return StoreAs(to, ArgumentKind::kDouble, static_cast<double>(value));
  } else if constexpr (std::signed_integral<T>) {
    return StoreAs(to, ArgumentKind::kSigned, static_cast<int64_t>(value));
  } else {
    return StoreAs(to, ArgumentKind::kUnsigned, static_cast<uint64_t>(value));
  }
}

// As StoreArgument(), with no more text than `left_bytes`, from which it takes what it stored.
template <Argument T>
char* StoreCut(char* to, const T& value, size_t& left_bytes) {
  if constexpr (Text<T>) {
    const std::string_view text = value;
    if (text.size() > left_bytes) {
      const auto kept = static_cast<uint32_t>(left_bytes);
      to = StoreAs(to, ArgumentKind::kCutText, kept);
      // Of more than 4 GiB the count is that of 4 GiB.
      const size_t cut = text.size() - kept;
      const auto counted = static_cast<uint32_t>(cut < UINT32_MAX ? cut : UINT32_MAX);
      std::memcpy(to, &counted, sizeof counted);
      to += sizeof counted;
      std::memcpy(to, text.data(), kept);
      left_bytes = 0;
      return to + kept;
    }
    left_bytes -= text.size();
  }
  return StoreArgument(to, value);
}

}  // namespace log_aggregator

#endif  // PAWL_IMPLS_LOG_AGGREGATOR_ARGUMENTS_H_
