#include "impls/log_aggregator/optimized.h"

#include <algorithm>
#include <bit>

namespace log_aggregator {

Optimized::Optimized(const Options& options)
    : overflow_(options.overflow), records_(lanes_), writer_(options, lanes_, records_) {}

absl::StatusOr<std::unique_ptr<Optimized>> Optimized::Make(const Options& options) {
  if (absl::Status status = CheckOptions(options); !status.ok()) return status;
  std::unique_ptr<Optimized> made(new Optimized(options));
  const size_t lane_bytes = std::max(Lane::kMinBytes, std::bit_ceil(options.queue_bytes / kLanes));
  for (Lane& lane : made->lanes_) {
    if (absl::Status status = lane.Allocate(lane_bytes); !status.ok()) return status;
  }
  if (absl::Status status = made->writer_.Start(); !status.ok()) return status;
  if (options.flush_on_crash) {
    if (absl::Status status = made->crash_flush_.emplace().Register(made->writer_); !status.ok()) return status;
  }
  return made;
}

absl::StatusOr<Optimized::Source> Optimized::AddSource(std::string_view name) {
  if (absl::Status status = CheckName(name); !status.ok()) return status;
  Source source;
  source.record_ = records_.AddSource(name);
  return source;
}

absl::StatusOr<Optimized::Template> Optimized::AddTemplate(std::string_view text) {
  if (absl::Status status = CheckTemplate(text); !status.ok()) return status;
  Template added;
  added.record_ = records_.AddTemplate(text);
  return added;
}

char* Optimized::MakeRoom(SourceRecord& source, size_t room_bytes) {
  Lane& lane = *source.lane;
  if (overflow_ == Overflow::kBlock) {
    while (true) {
      const uint32_t seen_takes = lane.takes();
      if (char* const place = lane.Reserve(room_bytes); place != nullptr) return place;
      lane.lock().Unlock();
      writer_.Wake();
      lane.WaitForRoom(seen_takes);
      lane.lock().Lock();
    }
  }
  // While a crash is handled the writer may have to do without the lock, so that the oldest are its own.
  if (overflow_ == Overflow::kDropOldest && !writer_.is_crashing()) {
    lane.DropOldest(room_bytes);
    return lane.Reserve(room_bytes);
  }
  lane.lock().Unlock();
  lane.CountDropped(source);
  writer_.Wake();
  return nullptr;
}

}  // namespace log_aggregator
