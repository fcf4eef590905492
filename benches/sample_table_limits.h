#ifndef PAWL_BENCHES_SAMPLE_TABLE_LIMITS_H_
#define PAWL_BENCHES_SAMPLE_TABLE_LIMITS_H_

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string_view>
#include <vector>

#include "impls/sample_table/tables.h"

// What sample_table's tables are measured against beside each other: how fast a thing could be done at all, and how
// others do it.
namespace sample_table_workload {

// The least that reading a track's boxes takes: each number's bytes put in order, and what grows added up, into memory
// that is written once. All but stsc, which has few entries in these tracks; durations and composition offsets by
// entry.
class PrefixPass {
 public:
  static constexpr std::string_view kName = "prefix_pass";

  explicit PrefixPass(const sample_table::Tables& tables)
      : ends_(std::make_unique_for_overwrite<uint64_t[]>(tables.size())),
        times_(std::make_unique_for_overwrite<uint64_t[]>(tables.durations.count)),
        chunks_(std::make_unique_for_overwrite<uint64_t[]>(tables.chunk_offsets.count)) {
    uint64_t end = 0;
    if (tables.sizes.constant != 0 || tables.sizes.bits != 32) {
      for (uint32_t i = 0; i < tables.size(); ++i) ends_[i] = end += tables.sizes[i];
    } else {
      for (uint32_t i = 0; i < tables.size(); ++i) {
        ends_[i] = end += sample_table::Load32(tables.sizes.entries + uint64_t{4} * i);
      }
    }
    uint64_t time = 0;
    for (uint32_t i = 0; i < tables.durations.count; ++i) {
      const auto run = tables.durations[i];
      times_[i] = time += uint64_t{run.samples} * run.value;
    }
    for (uint32_t i = 0; i < tables.chunk_offsets.count; ++i) chunks_[i] = tables.chunk_offsets[i];
    if (const auto& offsets = tables.composition_offsets; offsets) {
      composition_ = std::make_unique_for_overwrite<int64_t[]>(offsets->count);
      for (uint32_t i = 0; i < offsets->count; ++i) composition_[i] = (*offsets)[i].value;
    }
    if (const auto& syncs = tables.sync_samples; syncs) {
      syncs_ = std::make_unique_for_overwrite<uint32_t[]>(syncs->count);
      for (uint32_t i = 0; i < syncs->count; ++i) syncs_[i] = (*syncs)[i];
    }
  }

  // Bytes of the samples before and with this one.
  uint64_t end(uint32_t sample) const { return ends_[sample]; }

 private:
  std::unique_ptr<uint64_t[]> ends_, times_, chunks_;
  std::unique_ptr<int64_t[]> composition_;
  std::unique_ptr<uint32_t[]> syncs_;
};

// Time to sample as the seed has it: equal durations grouped, a search for the group, a division for how long its
// samples last, and one for the sample's place in it. No duration may be 0.
class TwoDivisions {
 public:
  static constexpr std::string_view kName = "two_divisions";

  explicit TwoDivisions(const sample_table::Tables& tables) {
    for (uint32_t i = 0; i < tables.durations.count; ++i) {
      const auto [samples, duration] = tables.durations[i];
      groups_.push_back({end_, uint64_t{samples} * duration, samples_, samples});
      end_ += groups_.back().duration;
      samples_ += samples;
    }
  }

  uint32_t size() const { return samples_; }

  uint32_t AtTime(uint64_t dts) const {
    const auto after = std::upper_bound(groups_.begin() + 1, groups_.end(), dts,
                                        [](uint64_t time, const Group& group) { return time < group.start; });
    const Group& group = *std::prev(after);
    const uint64_t each = group.duration / group.samples;
    return group.first + static_cast<uint32_t>(std::min<uint64_t>((dts - group.start) / each, group.samples - 1));
  }

 private:
  struct Group {
    uint64_t start;
    uint64_t duration;  // of all its samples
    uint32_t first;     // sample
    uint32_t samples;
  };

  std::vector<Group> groups_;
  uint64_t end_ = 0;
  uint32_t samples_ = 0;
};

}  // namespace sample_table_workload

#endif  // PAWL_BENCHES_SAMPLE_TABLE_LIMITS_H_
