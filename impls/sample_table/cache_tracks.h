#ifndef PAWL_IMPLS_SAMPLE_TABLE_CACHE_TRACKS_H_
#define PAWL_IMPLS_SAMPLE_TABLE_CACHE_TRACKS_H_

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include "impls/sample_table/corpus.h"

// Tracks that have every kind of map between them, for tests of the cache. Made by integers alone: std::exp, which
// corpus.h uses, may differ from machine to machine by a bit.
namespace sample_table::corpus {

// In the order of TracksOfEveryMap().
enum MapsOf : size_t { kRuns, kChunkGroups, kSearchedChunks, kSearchedTimes, kRows, kPackedOffsets };

// Sizes of many values, and constant durations; chunks of samples_per_chunk[i % of those].
inline Track UnlikeSizes(uint32_t samples, const std::vector<uint32_t>& samples_per_chunk) {
  std::mt19937_64 random(samples);
  Track track;
  for (uint32_t i = 0; i < samples; ++i) track.sizes.push_back(static_cast<uint32_t>(random() % 5000));
  track.durations.assign(samples, 1024);
  for (uint32_t left = samples, i = 0; left > 0; ++i) {
    track.samples_per_chunk.push_back(std::min(left, samples_per_chunk[i % samples_per_chunk.size()]));
    left -= track.samples_per_chunk.back();
  }
  PlaceChunks(track, std::vector<uint64_t>(track.samples_per_chunk.size(), 77));
  return track;
}

inline std::vector<Track> TracksOfEveryMap() {
  std::mt19937_64 random(1);
  const auto below = [&random](uint32_t end) { return static_cast<uint32_t>(random() % end); };
  std::vector<Track> tracks(6);

  tracks[kRuns] = ConstantSize(3000);  // and of everything else a few runs
  for (uint32_t i = 1000; i < 3000; ++i) tracks[kRuns].durations[i] = 2;

  tracks[kChunkGroups] = UnlikeSizes(500, {2, 2, 3});

  std::vector<uint32_t> uneven(500);
  for (uint32_t& samples : uneven) samples = 1 + below(7);
  tracks[kSearchedChunks] = UnlikeSizes(500, uneven);

  tracks[kSearchedTimes] = UnlikeSizes(500, {1});
  for (uint32_t& duration : tracks[kSearchedTimes].durations) duration = 1500 + below(3000);

  // A group of two composition offsets is short for so many samples, and the sync samples are uneven.
  tracks[kRows] = UnlikeSizes(10'000, {30});
  tracks[kRows].composition_offsets.emplace();
  for (int32_t i = 0; i < 10'000; ++i) tracks[kRows].composition_offsets->push_back(i % 2 * 1001);
  tracks[kRows].sync_samples = {{0, 7, 15, 23, 9999}};

  tracks[kPackedOffsets] = UnlikeSizes(500, {30});
  tracks[kPackedOffsets].composition_offsets.emplace();
  for (uint32_t i = 0; i < 500; ++i) {
    tracks[kPackedOffsets].composition_offsets->push_back(static_cast<int32_t>(below(5) * 512) - 1024);
  }
  tracks[kPackedOffsets].sync_samples.emplace();
  for (uint32_t i = 0; i < 500; i += 24) tracks[kPackedOffsets].sync_samples->push_back(i);
  return tracks;
}

}  // namespace sample_table::corpus

#endif  // PAWL_IMPLS_SAMPLE_TABLE_CACHE_TRACKS_H_
