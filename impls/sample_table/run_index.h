#ifndef PAWL_IMPLS_SAMPLE_TABLE_RUN_INDEX_H_
#define PAWL_IMPLS_SAMPLE_TABLE_RUN_INDEX_H_

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace sample_table {

// The upper level of an index into a table of runs, such as stts: where each step-th entry begins. The lower level is a
// walk over the entries from there, `step` at most. There is always an anchor for entry 0, at the table's beginning:
// a sample or a time before any other anchor is found from that.
//
// Search O(log anchors). Any number of threads may search, but none while another adds or thins out.
class RunIndex {
 public:
  // Where an entry begins.
  struct Position {
    uint32_t entry = 0;
    uint32_t first_sample = 0;
    uint64_t sum = 0;  // of whatever the entries add up to: time, for stts
  };
  enum class Keeps { kSamples, kSamplesAndSums };

  static constexpr uint32_t kNoSteps = 0xffffffff;  // a step beyond any table: one anchor

  // For `entries` entries, which Add is then called for.
  RunIndex(uint32_t entries, uint32_t step, Keeps keeps) : step_(step) {
    const size_t anchors = AnchorsFor(entries, step);
    samples_.reserve(anchors);
    if (keeps == Keeps::kSamplesAndSums) sums_.reserve(anchors);
  }

  static size_t AnchorsFor(uint32_t entries, uint32_t step) {
    return std::max(1u, entries / step + (entries % step > 0));
  }

  // Each entry's beginning, from entry 0 on, in order; only those that are anchors are kept.
  void Add(uint32_t entry, uint32_t first_sample, uint64_t sum) {
    if (entry % step_ == 0) AddAnchor(first_sample, sum);
  }
  // For entry 0, step(), 2 * step() ... only.
  void AddAnchor(uint32_t first_sample, uint64_t sum) {
    samples_.push_back(first_sample);
    if (sums_.capacity() > 0) sums_.push_back(sum);
  }

  // The last anchor that begins at or before the sample, or the sum. With sums, the latter.
  Position BySample(uint32_t sample) const {
    return At(std::upper_bound(samples_.begin() + 1, samples_.end(), sample) - samples_.begin() - 1);
  }
  Position BySum(uint64_t sum) const {
    return At(std::upper_bound(sums_.begin() + 1, sums_.end(), sum) - sums_.begin() - 1);
  }

  uint32_t step() const { return step_; }
  size_t anchors() const { return samples_.size(); }
  size_t anchor_bytes() const { return sizeof(uint32_t) + (sums_.empty() ? 0 : sizeof(uint64_t)); }

  // Leaves each k-th anchor, with the smallest k for which they take at most so many bytes; the first one always stays.
  // Without memory to move them to they keep what they had: the next call tries that again.
  void Thin(size_t most_bytes);

  size_t allocated_bytes() const {
    return samples_.capacity() * sizeof(uint32_t) + sums_.capacity() * sizeof(uint64_t);
  }

 private:
  Position At(std::ptrdiff_t anchor) const {
    const auto i = static_cast<size_t>(anchor);
    return {static_cast<uint32_t>(i * step_), samples_[i], sums_.empty() ? 0 : sums_[i]};
  }

  uint32_t step_;
  std::vector<uint32_t> samples_;
  std::vector<uint64_t> sums_;
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_RUN_INDEX_H_
