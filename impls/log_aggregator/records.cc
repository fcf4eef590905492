#include "impls/log_aggregator/records.h"

namespace log_aggregator {
namespace {

std::string Prefix(std::string_view name) {
  std::string prefix(name.size() * kMaxEscapedBytes + 1, '\0');
  char* const end = AppendEscapedName(prefix.data(), name);
  *end = ' ';
  prefix.resize(static_cast<size_t>(end + 1 - prefix.data()));
  prefix.shrink_to_fit();
  return prefix;
}

// A node has the link, the key and the value, and the hash beside them; a bucket is a pointer.
template <typename Map>
size_t MapBytes(const Map& map) {
  return map.size() * (sizeof(typename Map::value_type) + 2 * sizeof(void*)) + map.bucket_count() * sizeof(void*);
}

}  // namespace

SourceRecord::SourceRecord(std::string_view name, Lane* lane)
    : prefix(Prefix(name)), given(prefix.substr(0, prefix.size() - 1) == name ? "" : name), lane(lane) {}

SourceRecord* Records::AddSource(std::string_view name) {
  const std::scoped_lock lock(mutex_);
  if (const auto found = source_by_name_.find(name); found != source_by_name_.end()) return found->second;
  SourceRecord& added = sources_.emplace_back(name, &lanes_[sources_.size() % lanes_.size()]);
  source_by_name_.emplace(added.name(), &added);
  added.next = newest_source_.load(std::memory_order_relaxed);
  newest_source_.store(&added, std::memory_order_release);
  return &added;
}

const TemplateRecord* Records::AddTemplate(std::string_view text) {
  const std::scoped_lock lock(mutex_);
  if (const auto found = template_by_text_.find(text); found != template_by_text_.end()) return found->second;
  const TemplateRecord& added = templates_.emplace_back(text, static_cast<uint32_t>(templates_.size()));
  template_by_text_.emplace(added.text(), &added);
  return &added;
}

const TemplateRecord& Records::At(uint32_t index) const {
  const std::scoped_lock lock(mutex_);
  return templates_[index];
}

size_t Records::heap_bytes() const {
  const std::scoped_lock lock(mutex_);
  size_t bytes = MapBytes(source_by_name_) + MapBytes(template_by_text_);
  for (const SourceRecord& source : sources_) {
    bytes += sizeof source + HeapBytes(source.prefix) + HeapBytes(source.given);
  }
  for (const TemplateRecord& record : templates_) {
    bytes += sizeof record + HeapBytes(record.given) + record.parsed.heap_bytes();
  }
  return bytes;
}

}  // namespace log_aggregator
