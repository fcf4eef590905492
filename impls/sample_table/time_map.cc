#include "impls/sample_table/time_map.h"

namespace sample_table {

TimeMap::TimeMap(const Tables& tables) : samples_(tables.size()) {
  if (tables.durations.count <= kMostRuns) {
    BuildRuns(tables.durations);
  } else {
    BuildSearch(tables);
  }
}

void TimeMap::BuildRuns(const Runs<uint32_t>& entries) {
  runs_.reserve(entries.count);
  uint64_t dts = 0;
  uint32_t sample = 0;
  for (uint32_t i = 0; i < entries.count; ++i) {
    const auto [samples, duration] = entries[i];
    runs_.push_back({dts, sample, samples, duration, Reciprocal(std::max<uint32_t>(duration, 1))});
    dts += uint64_t{samples} * duration;
    sample += samples;
  }
}

void TimeMap::BuildSearch(const Tables& tables) {
  std::vector<uint64_t> times;
  times.reserve(size_t{samples_} + 1);
  RunWalk durations(tables.durations);
  for (uint32_t i = 0; i < samples_; ++i) {
    times.push_back(end_);
    end_ += durations.Next();
  }
  times.push_back(end_);
  times_ = LinearResiduals(times);

  const uint64_t most_buckets = samples_ / kSamplesPerBucket + 1;
  while (end_ >> bucket_shift_ >= most_buckets) ++bucket_shift_;
  bucket_bits_ = BitsFor(samples_);
  BitWriter buckets;
  uint32_t sample = 0;
  for (uint64_t i = 0; i <= (end_ >> bucket_shift_) + 1; ++i) {
    while (sample + 1 < samples_ && times[sample + 1] <= i << bucket_shift_) ++sample;
    buckets.Append(sample, bucket_bits_);
  }
  buckets_ = buckets.Take();
}

}  // namespace sample_table
