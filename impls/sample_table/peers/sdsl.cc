#include "impls/sample_table/peers/sdsl.h"

#include <algorithm>
#include <new>
#include <numeric>
#include <string>

namespace sample_table::peers {

namespace {

absl::Status Code(const std::vector<uint64_t>& numbers, const char* what, RisingNumbers& coded) {
  if (!RisingNumbers::CanCode(numbers)) {
    return absl::UnimplementedError(std::to_string(numbers.size()) + " " + what + " up to " +
                                    std::to_string(numbers.back()) + " are too many for sdsl-lite's sd_vector");
  }
  coded = RisingNumbers(numbers);
  return absl::OkStatus();
}

}  // namespace

absl::Status Sdsl::SetTimes(const Tables& tables) {
  std::vector<uint64_t> times = {0};
  times.reserve(uint64_t{size_} + 1);
  RunWalk<uint32_t> durations(tables.durations);
  for (uint32_t i = 0; i < size_; ++i) times.push_back(times.back() + durations.Next());
  return Code(times, "times", times_);
}

absl::Status Sdsl::SetPlaces(const Tables& tables) {
  std::vector<uint64_t> bytes_before = {0};
  bytes_before.reserve(uint64_t{size_} + 1);
  std::vector<uint64_t> gaps, first_samples;
  ChunkWalk chunks(tables.sample_to_chunk);
  for (uint32_t chunk = 0; chunk < tables.chunk_offsets.count; ++chunk) {
    const uint64_t end = gaps.empty() ? 0 : gaps.back() + bytes_before.back();  // of the chunk before
    if (tables.chunk_offsets[chunk] < end) {
      return absl::UnimplementedError("chunk " + std::to_string(chunk + 1) +
                                      " begins before the end of the one before it, at " + std::to_string(end));
    }
    gaps.push_back(tables.chunk_offsets[chunk] - bytes_before.back());
    first_samples.push_back(bytes_before.size() - 1);
    for (uint32_t samples = chunks.Next(); samples > 0; --samples)
      bytes_before.push_back(bytes_before.back() + tables.sizes[static_cast<uint32_t>(bytes_before.size() - 1)]);
  }
  if (absl::Status status = Code(bytes_before, "sums of sizes", bytes_before_); !status.ok()) return status;
  if (absl::Status status = Code(gaps, "gaps before chunks", gaps_); !status.ok()) return status;
  first_samples_ = RisingNumbers(first_samples);  // no two are equal
  return absl::OkStatus();
}

void Sdsl::SetComposition(const Runs<int32_t>& offsets) {
  int64_t lowest = INT64_MAX, unit = 0;
  for (uint32_t i = 0; i < offsets.count; ++i) lowest = std::min<int64_t>(lowest, offsets[i].value);
  for (uint32_t i = 0; i < offsets.count; ++i) unit = std::gcd(unit, offsets[i].value - lowest);
  composition_lowest_ = lowest;
  composition_unit_ = static_cast<uint64_t>(std::max<int64_t>(unit, 1));
  composition_codes_ = sdsl::int_vector<>(size_);
  RunWalk<int32_t> walk(offsets);
  for (uint32_t i = 0; i < size_; ++i)
    composition_codes_[i] = static_cast<uint64_t>(walk.Next() - lowest) / composition_unit_;
  sdsl::util::bit_compress(composition_codes_);
}

void Sdsl::SetSync(const Tables& tables) {
  all_sync_ = !tables.sync_samples.has_value();
  if (all_sync_ || tables.sync_samples->count == 0) return;
  std::vector<uint64_t> samples;
  for (uint32_t i = 0; i < tables.sync_samples->count; ++i) samples.push_back((*tables.sync_samples)[i] - 1);
  sync_ = RisingNumbers(samples);  // no two are equal
}

absl::StatusOr<Sdsl> Sdsl::Build(const Tables& tables) try {
  Sdsl table;
  table.size_ = tables.size();
  if (table.size_ == 0) return table;
  if (absl::Status status = table.SetPlaces(tables); !status.ok()) return status;
  if (absl::Status status = table.SetTimes(tables); !status.ok()) return status;
  if (tables.composition_offsets) table.SetComposition(*tables.composition_offsets);
  table.SetSync(tables);
  return table;
} catch (const std::bad_alloc&) {
  return OutOfMemory(tables.size());
}

}  // namespace sample_table::peers
