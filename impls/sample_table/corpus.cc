#include "impls/sample_table/corpus.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "impls/random.h"

namespace sample_table::corpus {
namespace {

constexpr uint64_t kSeed = 42;

uint32_t Between(std::mt19937_64& random, uint32_t low, uint32_t high) {
  return low + static_cast<uint32_t>(random() % (uint64_t{high} - low + 1));
}

uint32_t LogNormal(std::mt19937_64& random, double median, double sigma) {
  return static_cast<uint32_t>(std::lround(median * std::exp(sigma * impls::Normal(random))));
}

std::vector<uint64_t> Interleave(std::mt19937_64& random, size_t chunks) {
  std::vector<uint64_t> gaps(chunks);
  for (uint64_t& gap : gaps) gap = Between(random, 4000, 12'000);
  return gaps;
}

// Chunks of `pattern`, over and over; the last one takes what is left.
void Chunk(Track& track, const std::vector<uint32_t>& pattern) {
  auto left = static_cast<uint32_t>(track.sizes.size());
  for (size_t i = 0; left > 0; ++i) {
    track.samples_per_chunk.push_back(std::min(pattern[i % pattern.size()], left));
    left -= track.samples_per_chunk.back();
  }
}

void SyncEach(Track& track, uint32_t step) {
  track.sync_samples.emplace();
  for (uint32_t i = 0; i < track.sizes.size(); i += step) track.sync_samples->push_back(i);
}

}  // namespace

void PlaceChunks(Track& track, const std::vector<uint64_t>& gaps) {
  track.chunk_offsets.clear();
  uint64_t at = 0;
  size_t sample = 0;
  for (size_t chunk = 0; chunk < track.samples_per_chunk.size(); ++chunk) {
    at += gaps.empty() ? 0 : gaps[chunk];
    track.chunk_offsets.push_back(at);
    for (uint32_t i = 0; i < track.samples_per_chunk[chunk]; ++i) at += track.sizes[sample++];
  }
}

Track Seed100k(uint32_t samples) {
  Track track;
  for (uint32_t i = 0; i < samples; ++i) track.sizes.push_back(i % 10 == 0 ? 2048 : 1024);
  track.durations.assign(samples, 1024);
  Chunk(track, {100});
  SyncEach(track, 10);
  PlaceChunks(track);
  return track;
}

Track Aac2h(uint32_t samples) {
  std::mt19937_64 random(kSeed);
  Track track;
  for (uint32_t i = 0; i < samples; ++i) {
    track.sizes.push_back(static_cast<uint32_t>(std::max(8L, std::lround(341 + 35 * impls::Normal(random)))));
  }
  track.durations.assign(samples, 1024);
  Chunk(track, {23, 23, 24});
  PlaceChunks(track, Interleave(random, track.samples_per_chunk.size()));
  return track;
}

Track H264At60(uint32_t samples) {
  std::mt19937_64 random(kSeed);
  Track track;
  track.timescale = 90'000;
  track.composition_offsets.emplace();
  for (uint32_t i = 0; i < samples; ++i) {
    // Decoded as I P B B P B B B ... P B B B: a P picture is shown after the B pictures that follow it.
    const uint32_t in_group = i % 120;
    if (in_group == 0) {
      track.sizes.push_back(LogNormal(random, 90'000, 0.35));
      track.composition_offsets->push_back(1500);
    } else if (in_group % 4 == 1) {
      track.sizes.push_back(LogNormal(random, 22'000, 0.5));
      track.composition_offsets->push_back(in_group == 117 ? 4500 : 6000);
    } else {
      track.sizes.push_back(LogNormal(random, 7000, 0.6));
      track.composition_offsets->push_back(0);
    }
  }
  track.durations.assign(samples, 1500);
  Chunk(track, {30});
  SyncEach(track, 120);
  PlaceChunks(track, Interleave(random, track.samples_per_chunk.size()));
  return track;
}

Track Vfr1M(uint32_t samples) {
  std::mt19937_64 random(kSeed);
  Track track;
  track.timescale = 90'000;
  for (uint32_t i = 0; i < samples; ++i) {
    track.sizes.push_back(LogNormal(random, 4000, 1.2));
    track.durations.push_back(1500 * Between(random, 1, 3) + Between(random, 0, 60) - 30);
  }
  track.samples_per_chunk.assign(samples, 1);
  PlaceChunks(track, Interleave(random, samples));
  return track;
}

Track ConstantSize(uint32_t samples) {
  Track track;
  track.sizes.assign(samples, 4);
  track.durations.assign(samples, 1);
  Chunk(track, {1024});
  PlaceChunks(track);
  return track;
}

Track Random(uint64_t seed, uint32_t most_samples) {
  std::mt19937_64 random(seed);
  const auto one_in = [&random](uint32_t n) { return random() % n == 0; };
  Track track;
  const uint32_t samples = one_in(20) ? 0 : Between(random, 1, one_in(3) ? 300 : most_samples);
  const bool constant = one_in(4), few_durations = one_in(2), few_chunks = one_in(2), with_zeros = one_in(3);
  track.stz2_bits = one_in(4) ? 4 << random() % 3 : 0;
  const uint32_t most_bytes = track.stz2_bits != 0 ? (1u << track.stz2_bits) - 1 : one_in(3) ? 3'000'000 : 500;
  const uint32_t size = Between(random, 1, most_bytes), longest = one_in(3) ? 2'000'000'000 : 3000;
  uint32_t duration = Between(random, 1, longest), per_chunk = Between(random, 1, 40);
  for (uint32_t i = 0; i < samples; ++i) {
    track.sizes.push_back(constant ? size : with_zeros && one_in(4) ? 0 : Between(random, 0, most_bytes));
    if (few_durations ? one_in(1000) : one_in(2)) duration = with_zeros && one_in(3) ? 0 : Between(random, 1, longest);
    track.durations.push_back(duration);
  }
  for (uint32_t left = samples; left > 0; left -= track.samples_per_chunk.back()) {
    if (!few_chunks && one_in(2)) per_chunk = Between(random, 1, one_in(50) ? 700 : 40);
    track.samples_per_chunk.push_back(std::min(per_chunk, left));
  }
  PlaceChunks(track, Interleave(random, track.samples_per_chunk.size()));
  // Chunks need not come in order.
  if (one_in(4)) {
    // Equal slots, large enough for any chunk, so that they can be dealt out anew.
    const uint64_t slot_bytes = uint64_t{700} * most_bytes;
    std::vector<uint64_t>& offsets = track.chunk_offsets;
    for (size_t i = 0; i < offsets.size(); ++i) offsets[i] = i * slot_bytes;
    for (size_t i = offsets.size(); i > 1; --i) std::swap(offsets[i - 1], offsets[random() % i]);
  }
  if (!one_in(3)) {
    track.composition_offsets.emplace();
    const uint32_t period = Between(random, 1, one_in(2) ? 9 : 5000);
    const bool negative = one_in(2);
    for (uint32_t i = 0; i < samples; ++i) {
      const auto value = static_cast<int32_t>(Between(random, 0, 8) * 1001);
      const bool repeat = i >= period && !one_in(10'000);
      track.composition_offsets->push_back(repeat ? (*track.composition_offsets)[i - period]
                                                  : value - (negative ? 3003 : 0));
    }
  }
  if (!one_in(3)) {
    track.sync_samples.emplace();
    const uint32_t step = Between(random, 1, 50);
    const bool even = one_in(2);
    for (uint32_t i = Between(random, 0, step); i < samples; i += even ? step : Between(random, 1, step)) {
      track.sync_samples->push_back(i);
    }
  }
  return track;
}

}  // namespace sample_table::corpus
