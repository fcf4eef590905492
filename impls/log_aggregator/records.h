#ifndef PAWL_IMPLS_LOG_AGGREGATOR_RECORDS_H_
#define PAWL_IMPLS_LOG_AGGREGATOR_RECORDS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "impls/log_aggregator/lane.h"
#include "impls/log_aggregator/line.h"
#include "impls/log_aggregator/tail.h"

namespace log_aggregator {

// What is known of a source. Lives as long as the aggregator.
struct SourceRecord {
  SourceRecord(std::string_view name, Lane* lane);

  // As it was given.
  std::string_view name() const {
    return given.empty() ? std::string_view(prefix).substr(0, prefix.size() - 1) : given;
  }

  const std::string prefix;  // the name as it is written, with a space behind
  const std::string given;   // the name, if that is another; most need no escaping
  Lane* const lane;
  SourceRecord* next = nullptr;  // the one that was added before
  std::atomic<uint64_t> dropped = 0;
  uint64_t reported_dropped = 0;  // the writer's
  MessageTail tail;               // under the writer's lock of all tails
};

struct TemplateRecord {
  TemplateRecord(std::string_view text, uint32_t index)
      : parsed(text), given(text == parsed.text() ? "" : text), index(index) {}

  // As it was given.
  std::string_view text() const { return given.empty() ? parsed.text() : given; }

  const ParsedTemplate parsed;
  const std::string given;  // the text, if it is not the one that is written
  const uint32_t index;     // among the templates
};

// The sources and templates of an aggregator, each once. Safe to use from several threads.
class Records {
 public:
  // Sources are dealt out to the lanes in turn.
  explicit Records(std::span<Lane> lanes) : lanes_(lanes) {}

  SourceRecord* AddSource(std::string_view name);
  const TemplateRecord* AddTemplate(std::string_view text);

  const TemplateRecord& At(uint32_t index) const;

  // The source that was added last; the others follow by `next`. Without a lock: a crash may have left one held.
  SourceRecord* newest_source() const { return newest_source_.load(std::memory_order_acquire); }

  // Without the sources' tails.
  size_t heap_bytes() const;

 private:
  const std::span<Lane> lanes_;
  mutable std::mutex mutex_;  // guards what follows, but reads of newest_source_
  std::deque<SourceRecord> sources_;
  std::deque<TemplateRecord> templates_;
  std::unordered_map<std::string_view, SourceRecord*> source_by_name_;
  std::unordered_map<std::string_view, const TemplateRecord*> template_by_text_;
  std::atomic<SourceRecord*> newest_source_ = nullptr;
};

}  // namespace log_aggregator

#endif  // PAWL_IMPLS_LOG_AGGREGATOR_RECORDS_H_
