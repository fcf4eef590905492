#ifndef PAWL_IMPLS_SAMPLE_TABLE_PEERS_SDSL_H_
#define PAWL_IMPLS_SAMPLE_TABLE_PEERS_SDSL_H_

#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <sdsl/int_vector.hpp>
#include <sdsl/sd_vector.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "impls/sample_table/sample_table.h"

namespace sample_table::peers {

// Numbers that never fall, as sdsl-lite's Elias-Fano code: select gives one, rank finds one. Without any, only
// Contains, assignment and allocated_bytes are to be called.
class RisingNumbers {
 public:
  RisingNumbers() : select_(&bits_), rank_(&bits_) {}
  // Of numbers that CanCode.
  explicit RisingNumbers(const std::vector<uint64_t>& numbers)
      : bits_(numbers.begin(), numbers.end()), select_(&bits_), rank_(&bits_) {}
  RisingNumbers(RisingNumbers&& other) noexcept : bits_(std::move(other.bits_)), select_(&bits_), rank_(&bits_) {}
  RisingNumbers& operator=(RisingNumbers&& other) noexcept {
    bits_ = std::move(other.bits_);
    return *this;
  }

  // sdsl-lite's sd_vector splits numbers where their count has fewer bits than the last one plus 1, and shifts by a
  // negative width where it has more.
  static bool CanCode(const std::vector<uint64_t>& numbers) {
    return numbers.empty() || std::bit_width(numbers.size()) <= std::bit_width(numbers.back() + 1);
  }

  uint64_t operator[](uint32_t i) const { return select_(uint64_t{i} + 1); }

  // How many are not above `number`.
  uint32_t CountUpTo(uint64_t number) const {
    return static_cast<uint32_t>(rank_(number < bits_.size() ? number + 1 : bits_.size()));
  }

  bool Contains(uint64_t number) const { return number < bits_.size() && bits_[number]; }

  size_t allocated_bytes() const { return sdsl::size_in_bytes(bits_); }

 private:
  sdsl::sd_vector<> bits_;
  sdsl::select_support_sd<1> select_;  // both point at bits_, and hold nothing else
  sdsl::rank_support_sd<1> rank_;
};

// A sample table as one builds it from sdsl-lite (Gog, Beller, Moffat and Petri, "From theory to practice: plug and
// play with succinct data structures", 2014): an sd_vector each of the sizes' prefix sums, of the gaps before chunks,
// of chunks' first samples and of times; composition offsets as an int_vector. The complete answer: all that the
// contract asks for, except that chunks must not go back in the file, and that on average a sample must have about a
// byte and a unit of time, and a chunk a byte before it. Build O(samples), At and AtTime O(log) of some
// ten selects.
class Sdsl {
 public:
  static constexpr std::string_view kName = "sdsl";

  // UNIMPLEMENTED where a chunk begins before the end of the one before it, as numbers must rise, and where they rise
  // so slowly that sdsl-lite cannot code them.
  static absl::StatusOr<Sdsl> Build(const Tables& tables);

  static Sample Known(const Sample& sample) { return sample; }

  uint32_t size() const { return size_; }

  Sample At(uint32_t sample) const {
    assert(sample < size_);
    const uint64_t before = bytes_before_[sample];
    const uint64_t dts = times_[sample];
    return {gaps_[ChunkOf(sample)] + before,
            static_cast<uint32_t>(bytes_before_[sample + 1] - before),
            static_cast<uint32_t>(times_[sample + 1] - dts),
            dts,
            composition_codes_.empty() ? 0 : Composition(composition_codes_[sample]),
            all_sync_ || sync_.Contains(sample)};
  }

  uint32_t ChunkOf(uint32_t sample) const {
    assert(sample < size_);
    return first_samples_.CountUpTo(sample) - 1;
  }

  uint32_t AtTime(uint64_t dts) const {
    assert(size_ > 0);
    const uint32_t begun = times_.CountUpTo(dts);  // the end of the last one is among the times
    return (begun > size_ ? size_ : begun) - 1;
  }

  // The object, and what sdsl says that it would write: its vectors, with their supports, have little else.
  size_t footprint() const {
    return sizeof *this + bytes_before_.allocated_bytes() + gaps_.allocated_bytes() + first_samples_.allocated_bytes() +
           times_.allocated_bytes() + sync_.allocated_bytes() + sdsl::size_in_bytes(composition_codes_);
  }

  class Cursor {
   public:
    Cursor(const Sdsl& table, uint32_t first) : table_(&table), next_(first) {}
    Sample Next() { return table_->At(next_++); }

   private:
    const Sdsl* table_;
    uint32_t next_;
  };

 private:
  int32_t Composition(uint64_t code) const {
    return static_cast<int32_t>(composition_lowest_ + static_cast<int64_t>(code * composition_unit_));
  }

  absl::Status SetTimes(const Tables& tables);
  absl::Status SetPlaces(const Tables& tables);
  void SetComposition(const Runs<int32_t>& offsets);
  void SetSync(const Tables& tables);

  uint32_t size_ = 0;
  bool all_sync_ = true;
  RisingNumbers bytes_before_;   // of each sample, and of all
  RisingNumbers gaps_;           // of each chunk: its offset, less the bytes of all samples before it
  RisingNumbers first_samples_;  // of each chunk
  RisingNumbers times_;          // of each sample, and the end of the last
  RisingNumbers sync_;
  int64_t composition_lowest_ = 0;
  uint64_t composition_unit_ = 1;  // of the codes: the offsets' greatest common divisor, above the lowest
  sdsl::int_vector<> composition_codes_;
};

}  // namespace sample_table::peers

#endif  // PAWL_IMPLS_SAMPLE_TABLE_PEERS_SDSL_H_
