#include "impls/log_aggregator/tail.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include "impls/log_aggregator/records.h"

namespace log_aggregator {
namespace {

// Below this a block is not worth replacing by a smaller one.
constexpr size_t kSmallBytes = 1024;

template <typename T>
T LoadFrom(const char* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

}  // namespace

void MessageTail::Add(const MessageHeader& message, const char* arguments) {
  const auto arguments_bytes = static_cast<uint16_t>(message.arguments_bytes());
  if (messages_ == kTailLines) {
    const size_t oldest_bytes = sizeof(Header) + LoadFrom<Header>(bytes_.data()).arguments_bytes;
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<ptrdiff_t>(oldest_bytes));
    --messages_;
  }
  const size_t needed_bytes = bytes_.size() + sizeof(Header) + arguments_bytes;
  if (bytes_.capacity() > kSmallBytes && bytes_.capacity() > 4 * needed_bytes) bytes_.shrink_to_fit();
  // An eighth more, not twice as much: there is one for each source, and their sizes soon stay what they are.
  if (bytes_.capacity() < needed_bytes) bytes_.reserve(needed_bytes + needed_bytes / 8);
  const Header header = {message.time_ns, message.message->index, arguments_bytes, message.severity, message.arguments};
  const auto* const header_bytes = reinterpret_cast<const char*>(&header);
  bytes_.insert(bytes_.end(), header_bytes, header_bytes + sizeof header);
  bytes_.insert(bytes_.end(), arguments, arguments + arguments_bytes);
  ++messages_;
}

std::vector<std::string> MessageTail::Lines(std::string_view prefix, const Records& records) const {
  std::vector<std::string> lines;
  TimeWriter times;
  const auto line = std::make_unique_for_overwrite<char[]>(kMaxLineBytes);
  const char* from = bytes_.data();
  for (uint32_t i = 0; i < messages_; ++i) {
    const auto header = LoadFrom<Header>(from);
    from += sizeof header;
    const char* const end = AppendLine(line.get(), times, header.time_ns, header.severity, prefix,
                                       records.At(header.message).parsed, from, header.arguments);
    lines.emplace_back(line.get(), static_cast<size_t>(end - line.get()));
    from += header.arguments_bytes;
  }
  return lines;
}

}  // namespace log_aggregator
