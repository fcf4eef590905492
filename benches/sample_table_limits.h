#ifndef PAWL_BENCHES_SAMPLE_TABLE_LIMITS_H_
#define PAWL_BENCHES_SAMPLE_TABLE_LIMITS_H_

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "benches/sample_table_workload.h"
#include "benchmark/benchmark.h"
#include "impls/impl_list.h"
#include "impls/sample_table/big_endian.h"
#include "impls/sample_table/sample_table.h"
#include "impls/sample_table/tables.h"
#include "tools/perf/for_each_impl.h"

// What sample_table's tables are measured against beside each other: how fast a thing could be done at all, and how
// others do it.
namespace sample_table_workload {

// The least that reading a track's boxes takes: each number's bytes put in order, and what grows added up, into memory
// that is written once. All but stsc, which has few entries in these tracks; durations and composition offsets by
// entry. For stsz with an entry of 32 bits for each sample.
class PrefixPass {
 public:
  static constexpr std::string_view kName = "prefix_pass";

  explicit PrefixPass(const sample_table::Tables& tables)
      : ends_(std::make_unique_for_overwrite<uint64_t[]>(tables.size())),
        times_(std::make_unique_for_overwrite<uint64_t[]>(tables.durations.count)),
        chunks_(std::make_unique_for_overwrite<uint64_t[]>(tables.chunk_offsets.count)) {
    uint64_t end = 0;
    for (uint32_t i = 0; i < tables.size(); ++i) {
      ends_[i] = end += sample_table::Load32(tables.sizes.entries + uint64_t{4} * i);
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

  // Bytes of the samples before and with this one, units before and with this entry of stts, and so on.
  uint64_t end(uint32_t sample) const { return ends_[sample]; }
  uint64_t time(uint32_t entry) const { return times_[entry]; }
  uint64_t chunk(uint32_t number) const { return chunks_[number]; }
  int64_t composition_offset(uint32_t entry) const { return composition_[entry]; }
  uint32_t sync_sample(uint32_t entry) const { return syncs_[entry]; }

 private:
  std::unique_ptr<uint64_t[]> ends_, times_, chunks_;
  std::unique_ptr<int64_t[]> composition_;
  std::unique_ptr<uint32_t[]> syncs_;
};

// An answer for ForEachImpl: whether a pass over the track's tables has what the oracle says, and as many times,
// offsets and sync samples as boxes have.
inline std::string ComparePass(const std::string& track) {
  const sample_table::Tables& tables = WorkloadOf(track).tables();
  const PrefixPass pass(tables);
  const std::vector<Sample>& truth = TruthOf(track);
  const std::vector<uint32_t> chunks = ChunksOf(track);
  uint64_t end = 0;
  uint32_t duration = 0, offset = 0, sync = 0;  // the next entry
  for (uint32_t i = 0; i < tables.size(); ++i) {
    const Sample& sample = truth[i];
    end += sample.size;
    if (pass.end(i) != end) Wrong(PrefixPass::kName, "size", i);
    if ((i == 0 || chunks[i] != chunks[i - 1]) && pass.chunk(chunks[i]) != sample.offset)
      Wrong(PrefixPass::kName, "chunk", i);
    const uint64_t dts_end = sample.dts + sample.duration;
    if (duration == tables.durations.count || pass.time(duration) < dts_end) Wrong(PrefixPass::kName, "time", i);
    if (pass.time(duration) == dts_end) ++duration;
    if (!tables.sync_samples || !sample.sync) continue;
    if (sync == tables.sync_samples->count || pass.sync_sample(sync) != i + 1) {
      Wrong(PrefixPass::kName, "sync sample", i);
    }
    ++sync;
  }
  if (duration != tables.durations.count) Wrong(PrefixPass::kName, "time", duration);
  if (tables.sync_samples && sync != tables.sync_samples->count) Wrong(PrefixPass::kName, "sync sample", sync);
  if (tables.composition_offsets) {
    const auto& offsets = *tables.composition_offsets;
    for (uint32_t i = 0; i < truth.size(); i += offsets[offset++].samples) {
      if (offset == offsets.count || pass.composition_offset(offset) != truth[i].cts_offset) {
        Wrong(PrefixPass::kName, "composition offset", i);
      }
    }
    if (offset != offsets.count) Wrong(PrefixPass::kName, "composition offset", offset);
  }
  return RightAnswer(truth.size());
}

// Measures such a pass, and giving its memory back.
// Does not measure: the memory's first use, as malloc keeps it (see SettleMalloc).
inline int RegisterPrefixPass(const std::string& operation, std::initializer_list<const char*> tracks) {
  return pawl::ForEachImpl<impls::ImplList<PrefixPass>>(
      operation, "track", tracks, []<typename Pass>(const char* track) { return std::string(track); },
      [](benchmark::State& state, const std::string& track) {
        const sample_table::Tables& tables = WorkloadOf(track).tables();
        for (auto _ : state) {
          const PrefixPass pass(tables);
          benchmark::DoNotOptimize(&pass);
          benchmark::ClobberMemory();
        }
      },
      ComparePass);
}

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
