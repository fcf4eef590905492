#ifndef PAWL_IMPLS_LOG_AGGREGATOR_OPTIMIZED_H_
#define PAWL_IMPLS_LOG_AGGREGATOR_OPTIMIZED_H_

#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/log_aggregator/arguments.h"
#include "impls/log_aggregator/crash_flush.h"
#include "impls/log_aggregator/lane.h"
#include "impls/log_aggregator/line.h"
#include "impls/log_aggregator/log_aggregator.h"
#include "impls/log_aggregator/records.h"
#include "impls/log_aggregator/writer.h"

namespace log_aggregator {

// Log() copies its arguments, unformatted, into the ring of the source's lane; one thread formats and writes. A ring of
// one's own, as formatting later and in order for each source is what spdlog's queue of formatted messages cannot do.
//
// Log() allocates nothing and makes no system call but to wait for room and to wake the writer when half of a ring is
// used. Threads that log to sources of one lane wait for each other for the time of a copy. Memory: the rings
// (queue_bytes, 64 KiB for each lane at least), 0.2 MiB for the writer, and for each source what its last messages take
// unformatted. An error that a sink reports is seen by the next Flush() only.
class Optimized {
 public:
  static constexpr std::string_view kName = "optimized";
  static constexpr size_t kLanes = 8;

  class Source {
    friend class Optimized;
    SourceRecord* record_ = nullptr;
  };
  class Template {
    friend class Optimized;
    const TemplateRecord* record_ = nullptr;
  };

  static absl::StatusOr<std::unique_ptr<Optimized>> Make(const Options& options);

  absl::StatusOr<Source> AddSource(std::string_view name);
  absl::StatusOr<Template> AddTemplate(std::string_view text);

  template <Argument... Arguments>
    requires(sizeof...(Arguments) <= kMaxArguments)
  bool Log(Severity severity, Source source, Template message, const Arguments&... arguments) {
    if ((TextBytes(arguments) + ... + 0) > kMaxTextBytes) [[unlikely]] {
      return Put(severity, source, message, sizeof...(Arguments), Lane::kMaxMessageBytes, [&](char* to) {
        [[maybe_unused]] size_t left_bytes = kMaxTextBytes;
        ((to = StoreCut(to, arguments, left_bytes)), ...);
        return to;
      });
    }
    const size_t size_bytes = sizeof(MessageHeader) + (StoredBytes(arguments) + ... + 0);
    return Put(severity, source, message, sizeof...(Arguments), RoundUp(size_bytes), [&](char* to) {
      ((to = StoreArgument(to, arguments)), ...);
      return to;
    });
  }

  absl::Status Flush() { return writer_.Flush(); }
  std::vector<std::string> Tail(Source source) { return writer_.Tail(*source.record_); }
  Stats stats() const { return writer_.stats(); }
  size_t RetainedBytes() { return records_.heap_bytes() + writer_.TailBytes(); }

 private:
  explicit Optimized(const Options& options);

  static constexpr size_t RoundUp(size_t size_bytes) { return (size_bytes + 7) / 8 * 8; }

  // `store` writes the arguments and returns their end, at most where room_bytes end.
  template <typename Store>
  bool Put(Severity severity, Source to, Template message, uint8_t arguments, size_t room_bytes, Store store) {
    SourceRecord& source = *to.record_;
    Lane& lane = *source.lane;
    lane.lock().Lock();
    char* place = lane.Reserve(room_bytes);
    if (place == nullptr) [[unlikely]] {
      place = MakeRoom(source, room_bytes);
      if (place == nullptr) return false;
    }
    const char* const end = store(place + sizeof(MessageHeader));
    const auto used_bytes = static_cast<size_t>(end - place);
    const size_t size_bytes = RoundUp(used_bytes);
    // The time is read under the lock: within a source it never goes back.
    new (place) MessageHeader{
        .size_bytes = static_cast<uint32_t>(size_bytes),
        .severity = severity,
        .arguments = arguments,
        .is_padding = false,
        .unused_bytes = static_cast<uint8_t>(size_bytes - used_bytes),
        .time_ns = NowNs(),
        .source = &source,
        .message = message.record_,
    };
    const bool is_half_full = lane.Publish(size_bytes);
    lane.lock().Unlock();
    if (is_half_full) [[unlikely]]
      writer_.Wake();
    return true;
  }

  // What the overflow policy says, with the lock of the source's lane held, which is released where it returns null.
  char* MakeRoom(SourceRecord& source, size_t room_bytes);

  const Overflow overflow_;
  std::array<Lane, kLanes> lanes_;
  Records records_;
  Writer writer_;
  std::optional<CrashFlush> crash_flush_;  // ends before the writer does
};

}  // namespace log_aggregator

#endif  // PAWL_IMPLS_LOG_AGGREGATOR_OPTIMIZED_H_
