#ifndef PAWL_IMPLS_LOG_AGGREGATOR_TAIL_H_
#define PAWL_IMPLS_LOG_AGGREGATOR_TAIL_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "impls/log_aggregator/lane.h"

namespace log_aggregator {

class Records;

// The last kTailLines messages of a source, in one block, with their arguments as they were in the lane. Formatted when
// somebody asks. Not thread-safe.
class MessageTail {
 public:
  // Allocates only while the block grows to what kTailLines messages take, and when it is four times too large, as it
  // is after a giant among them has left.
  void Add(const MessageHeader& message, const char* arguments);

  // Lines without their newlines, the oldest first; `prefix` is the source's.
  std::vector<std::string> Lines(std::string_view prefix, const Records& records) const;

  size_t heap_bytes() const { return bytes_.capacity(); }

 private:
  // Followed by the arguments.
  struct Header {
    int64_t time_ns;
    uint32_t message;  // the template's index
    uint16_t arguments_bytes;
    Severity severity;
    uint8_t arguments;
  };
  static_assert(sizeof(Header) == 16 && Lane::kMaxMessageBytes <= UINT16_MAX);

  std::vector<char> bytes_;
  uint32_t messages_ = 0;
};

}  // namespace log_aggregator

#endif  // PAWL_IMPLS_LOG_AGGREGATOR_TAIL_H_
