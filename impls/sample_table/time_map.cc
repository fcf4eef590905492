#include "impls/sample_table/time_map.h"

#include <vector>

#include "impls/sample_table/block_codec.h"

namespace sample_table {
namespace {

// Adds up the samples' durations, in their order.
class Durations {
 public:
  explicit Durations(const Runs<uint32_t>& runs) : runs_(runs) {}

  // sums[k + 1] = sums[k] + the next duration, for `count` of them.
  void AddUp(uint32_t count, uint64_t* sums) {
    for (const uint64_t* const end = sums + count; sums < end;) {
      if (left_ == 0) {
        // Where durations vary, nearly each is a run of its own.
        const uint8_t* const next = runs_.entries + uint64_t{8} * next_;
        const uint32_t singles =
            Codec().add_single_runs(next, std::min(static_cast<uint32_t>(end - sums), runs_.count - next_), sums);
        next_ += singles;
        sums += singles;
        if (sums == end) return;
        EnterRun();
      }
      const uint32_t same = std::min(left_, static_cast<uint32_t>(end - sums));
      for (uint32_t k = 0; k < same; ++k) sums[k + 1] = sums[k] + value_;
      left_ -= same;
      sums += same;
    }
  }

 private:
  void EnterRun() {
    const auto run = runs_[next_++];
    left_ = run.samples;
    value_ = run.value;
  }

  Runs<uint32_t> runs_;
  uint32_t next_ = 0;  // run
  uint32_t left_ = 0;  // samples of the one before
  uint32_t value_ = 0;
};

}  // namespace

TimeMap::TimeMap(const Tables& tables) : samples_(tables.size()) {
  if (tables.durations.count <= kMostRuns) {
    BuildRuns(tables.durations);
  } else {
    BuildSearch(tables);
  }
}

void TimeMap::BuildRuns(const Runs<uint32_t>& entries) {
  std::vector<Run> runs;
  runs.reserve(entries.count);
  uint64_t dts = 0;
  uint32_t sample = 0;
  for (uint32_t i = 0; i < entries.count; ++i) {
    const auto [samples, duration] = entries[i];
    runs.push_back({dts, sample, samples, duration, 0, Reciprocal(std::max<uint32_t>(duration, 1))});
    dts += uint64_t{samples} * duration;
    sample += samples;
  }
  runs_ = ArrayStorage<Run>::Copy(runs);
}

void TimeMap::BuildSearch(const Tables& tables) {
  constexpr uint32_t kBlock = LinearResiduals::kBlock;
  LinearResidualsBuilder times(uint64_t{samples_} + 1);
  times.Add(0);
  Durations durations(tables.durations);
  for (uint64_t first = 0; first < samples_; first += kBlock) {  // 64 bits: the last block may end at 2^32
    const auto count = static_cast<uint32_t>(std::min<uint64_t>(kBlock, samples_ - first));
    uint64_t* const ends = times.next();
    durations.AddUp(count, ends - 1);
    end_ = ends[count - 1];
    times.Added(count);
  }
  times_ = times.Build();
  BuildBuckets();
}

void TimeMap::BuildBuckets() {
  const uint64_t most_buckets = samples_ / kSamplesPerBucket + 1;
  while (end_ >> bucket_shift_ >= most_buckets) ++bucket_shift_;
  bucket_bits_ = BitsFor(samples_);
  BitWriter buckets;
  uint64_t bucket = 0;
  LinearResiduals::Values times;
  for (uint64_t next = 0; next < samples_; next += LinearResiduals::kBlock) {
    const auto first = static_cast<uint32_t>(next);
    times_.Decode(first / LinearResiduals::kBlock, times);
    const uint32_t count = std::min(LinearResiduals::kBlock, samples_ - first);
    // The buckets that begin before the block's end, each with the last sample at or before its beginning.
    for (; bucket << bucket_shift_ < times[count]; ++bucket) {
      const auto after = std::upper_bound(times.begin(), times.begin() + count, bucket << bucket_shift_);
      buckets.Append(first + static_cast<uint32_t>(after - times.begin()) - 1, bucket_bits_);
    }
  }
  for (; bucket <= (end_ >> bucket_shift_) + 1; ++bucket) buckets.Append(samples_ - 1, bucket_bits_);
  buckets_ = buckets.Take();
}

void TimeMap::Decode(uint32_t first, uint32_t count, LinearResiduals::Values& times) const {
  if (runs_.empty()) {
    times_.Decode(first / LinearResiduals::kBlock, times);
    return;
  }
  const Run* run = runs_.data();
  const Run* const last = run + runs_.size() - 1;
  while (run < last && run[1].first_sample <= first) ++run;
  const uint64_t begin = run->dts + uint64_t{first - run->first_sample} * run->duration;
  if (run == last || run[1].first_sample >= uint64_t{first} + count) {
    DecodeLine(begin, run->duration, times);
    return;
  }
  times[0] = begin;
  for (uint32_t k = 0; k < count; ++k) {
    if (run < last && run[1].first_sample == first + k) ++run;
    times[k + 1] = times[k] + run->duration;
  }
}

}  // namespace sample_table
