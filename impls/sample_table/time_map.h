#ifndef PAWL_IMPLS_SAMPLE_TABLE_TIME_MAP_H_
#define PAWL_IMPLS_SAMPLE_TABLE_TIME_MAP_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "impls/sample_table/array_storage.h"
#include "impls/sample_table/linear_residuals.h"
#include "impls/sample_table/packed.h"
#include "impls/sample_table/search.h"
#include "impls/sample_table/tables.h"

namespace sample_table {

// Decoding times of samples, and back. While stts has few entries: those, and multiplications instead of a division.
// Else the times as LinearResiduals, and a table of buckets of equal time, 64 to 128 samples long on average, from
// which a search starts at where even durations would put the sample. Immutable once built.
class TimeMap {
 public:
  struct Span {
    uint64_t dts;
    uint32_t duration;
  };

  // A map of no samples may be asked nothing.
  explicit TimeMap(const Tables& tables);

  Span At(uint32_t sample) const {
    if (runs_.empty()) {
      const auto [dts, end] = times_.GetPair(sample);
      return {dts, static_cast<uint32_t>(end - dts)};
    }
    const Run* run = runs_.data();
    for (const Run* const last = run + runs_.size() - 1; run < last && run[1].first_sample <= sample;) ++run;
    return {run->dts + uint64_t{sample - run->first_sample} * run->duration, run->duration};
  }

  // Times of the `count` samples from `first` on, which begins a block of LinearResiduals, and the end of the last one.
  void Decode(uint32_t first, uint32_t count, LinearResiduals::Values& times) const;

  // The last sample that begins at or before `dts`.
  uint32_t Find(uint64_t dts) const { return runs_.empty() ? Search(dts) : InRuns(dts); }

  // Whether this is a map of `samples` samples whose look-ups stay within them, whatever they then say. For arrays from
  // outside. O(samples / 64).
  bool IsSound(uint32_t samples) const;

  size_t allocated_bytes() const {
    return runs_.allocated_bytes() + times_.allocated_bytes() + buckets_.allocated_bytes();
  }

 private:
  friend class FieldReader;
  friend class FieldWriter;

  // Beyond this a scan of the runs costs more than the search.
  static constexpr uint32_t kMostRuns = 16;
  static constexpr uint32_t kSamplesPerBucket = 64;

  struct Run {
    uint64_t dts;
    uint32_t first_sample;
    uint32_t samples;
    uint32_t duration;
    uint32_t padding;       // 0: a file has no byte that nobody set
    Reciprocal per_sample;  // of the duration, or of 1
  };

  template <typename Self, typename Fields>
  static void Each(Self& self, Fields& fields) {
    fields(self.samples_, self.runs_, self.times_, self.buckets_, self.end_, self.bucket_shift_, self.bucket_bits_);
  }

  bool RunsAreSound() const;
  bool SearchIsSound() const;

  void BuildRuns(const Runs<uint32_t>& entries);
  void BuildSearch(const Tables& tables);
  void BuildBuckets();

  uint32_t InRuns(uint64_t dts) const {
    const Run* run = runs_.data();
    for (const Run* const last = run + runs_.size() - 1; run < last && run[1].dts <= dts;) ++run;
    const uint64_t into = dts - run->dts;
    if (into >= uint64_t{run->samples} * run->duration) return run->first_sample + run->samples - 1;
    // A run of up to 2^32 samples is shorter than 2^48 units then, and one multiplication exact.
    const bool is_short = run->duration < 1 << 16;
    return run->first_sample + static_cast<uint32_t>(is_short ? run->per_sample.DivideShort(into)
                                                              : run->per_sample.DivideLong(into, run->duration));
  }

  uint32_t Bucket(uint64_t i) const {
    return static_cast<uint32_t>(LoadBits(buckets_.data(), i * bucket_bits_, bucket_bits_));
  }

  uint32_t Search(uint64_t dts) const {
    if (dts >= end_) return samples_ - 1;
    const uint64_t bucket = dts >> bucket_shift_;
    const uint32_t low = Bucket(bucket), high = Bucket(bucket + 1);
    const uint64_t into = dts - (bucket << bucket_shift_);
    const auto guess = low + static_cast<uint32_t>(static_cast<unsigned __int128>(high - low) * into >> bucket_shift_);
    return LastAtOrBelow([this](uint32_t i) { return times_.Get(i); }, low, high, guess, dts);
  }

  uint32_t samples_ = 0;
  ArrayStorage<Run> runs_;
  LinearResiduals times_;          // and the end of the last sample
  ArrayStorage<uint8_t> buckets_;  // the last sample at or before a bucket's beginning; one bucket more than needed
  uint64_t end_ = 0;
  int bucket_shift_ = 0;  // a bucket is 2^this units long
  int bucket_bits_ = 0;
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_TIME_MAP_H_
