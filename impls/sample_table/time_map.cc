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
  for (uint32_t i = 0; i < tables.durations.count; ++i) {
    end_ += uint64_t{tables.durations[i].samples} * tables.durations[i].value;
  }
  const uint64_t most_buckets = samples_ / kSamplesPerBucket + 1;
  while (end_ >> bucket_shift_ >= most_buckets) ++bucket_shift_;
  bucket_bits_ = BitsFor(samples_);

  LinearResidualsBuilder times;
  BitWriter buckets;
  RunWalk durations(tables.durations);
  uint64_t dts = 0, bucket = 0;
  for (uint32_t i = 0; i < samples_; ++i) {
    times.Add(dts);
    dts += durations.Next();
    // The buckets that begin within this sample.
    for (; dts > 0 && bucket <= (dts - 1) >> bucket_shift_; ++bucket) buckets.Append(i, bucket_bits_);
  }
  times.Add(dts);
  for (; bucket <= (end_ >> bucket_shift_) + 1; ++bucket) buckets.Append(samples_ - 1, bucket_bits_);
  times_ = times.Build();
  buckets_ = buckets.Take();
}

void TimeMap::Decode(uint32_t first, uint32_t count, LinearResiduals::Values& times) const {
  if (runs_.empty()) {
    times_.Decode(first / LinearResiduals::kBlock, times);
    return;
  }
  uint64_t dts = At(first).dts;
  const Run* run = runs_.data();
  const Run* const last = run + runs_.size() - 1;
  while (run < last && run[1].first_sample <= first) ++run;
  for (uint32_t k = 0; k < count; ++k) {
    if (run < last && run[1].first_sample == first + k) ++run;
    times[k] = dts;
    dts += run->duration;
  }
  times[count] = dts;
}

}  // namespace sample_table
