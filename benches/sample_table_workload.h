#ifndef PAWL_BENCHES_SAMPLE_TABLE_WORKLOAD_H_
#define PAWL_BENCHES_SAMPLE_TABLE_WORKLOAD_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "impls/sample_table/movie.h"
#include "impls/sample_table/sample_table.h"

// The files that sample_table's benchmarks read, what is asked of them, and what is true. Not thread-safe.
namespace sample_table_workload {

using sample_table::Sample;

// An MP4 file with one track. Media data are a hole, of which 10 million samples make more than valgrind can map.
struct Workload {
  std::filesystem::path path;
  std::vector<uint8_t> head;  // of the file, with all of moov
  sample_table::Movie movie;  // borrows it

  Workload(std::filesystem::path path, std::vector<uint8_t> head, sample_table::Movie movie)
      : path(std::move(path)), head(std::move(head)), movie(std::move(movie)) {}
  Workload(Workload&&) = default;  // what is borrowed stays where it is

  const sample_table::Tables& tables() const { return movie.tracks[0].tables; }
  uint64_t duration() const;  // of all samples; O(entries of stts)
};

// A track by its name: seed_100k, aac_2h, h264_2h60, vfr_1m, constant_1m (see corpus.h); aac, h264 or vfr, which are
// their first 60,000 samples; aac_20k, h264_20k, vfr_20k, constant_100k; or one of these with another number of
// samples, as vfr:10000. The file is written once in a run, and read once in a process. Ends the process with a
// message when that cannot be done.
const Workload& WorkloadOf(const std::string& track);

// The oracle's samples of a track, made anew from the generator: dear, for answers only. The last three are kept.
const std::vector<Sample>& TruthOf(const std::string& track);

// The oracle's chunk of each sample. As dear.
std::vector<uint32_t> ChunksOf(const std::string& track);

// Look-ups in one iteration, so that the loop around them costs nothing.
inline constexpr size_t kBatch = 1024;

// The i-th number of splitmix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014), seed
// 7: queries, by Below. Made where it is used, for half a nanosecond: a list that is read beside the table evicts it.
inline uint64_t RandomNumber(uint64_t i) {
  uint64_t z = 7 + (i + 1) * 0x9e3779b97f4a7c15;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}

// The first 2^20 of them.
const std::vector<uint64_t>& RandomNumbers();

// 0 <= result < bound, evenly, for a random number.
inline uint64_t Below(uint64_t random, uint64_t bound) {
  return static_cast<uint64_t>(static_cast<unsigned __int128>(random) * bound >> 64);
}

// All fields, so that none can be left out.
inline uint64_t Fold(const Sample& sample) {
  return sample.offset + sample.size + sample.duration + sample.dts + static_cast<uint64_t>(sample.cts_offset) +
         (sample.sync ? 1 : 0);
}

// The answers of all whose samples, or times, are the oracle's.
inline std::string RightAnswer(size_t samples) { return std::to_string(samples) + " samples as the oracle has them"; }
inline std::string RightTimes(size_t samples) { return std::to_string(samples) + " times as the oracle has them"; }

// Ends the process, and with it the case: whoever is wrong fails by itself, also as the reference of others.
[[noreturn]] void Wrong(std::string_view impl, std::string_view what, uint64_t of);

// The answer of an implementation whose samples are the oracle's. `get` is called with 0, 1, ...; `known` takes from
// the truth what the implementation does not know.
template <typename Get, typename Known = std::identity>
std::string CompareSamples(const std::string& track, std::string_view impl, Get get, Known known = {}) {
  const std::vector<Sample>& truth = TruthOf(track);
  for (size_t i = 0; i < truth.size(); ++i) {
    if (get(static_cast<uint32_t>(i)) != known(truth[i])) Wrong(impl, "sample", i);
  }
  return RightAnswer(truth.size());
}

// The same for `at_time(dts)`: asked for the beginning and the end of every sample.
template <typename AtTime>
std::string CompareTimes(const std::string& track, std::string_view impl, AtTime at_time) {
  const std::vector<Sample>& truth = TruthOf(track);
  size_t last = 0;  // of those that begin with the one at hand
  for (size_t i = 0; i < truth.size(); ++i) {
    if (last < i) last = i;
    while (last + 1 < truth.size() && truth[last + 1].dts == truth[i].dts) ++last;
    const uint64_t begin = truth[i].dts, end = truth[last].dts + truth[last].duration;
    for (const uint64_t time : {begin, end - (end > begin ? 1 : 0)}) {
      if (at_time(time) != last) Wrong(impl, "time", time);
    }
  }
  return RightTimes(truth.size());
}

}  // namespace sample_table_workload

#endif  // PAWL_BENCHES_SAMPLE_TABLE_WORKLOAD_H_
