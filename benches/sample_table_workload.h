#ifndef PAWL_BENCHES_SAMPLE_TABLE_WORKLOAD_H_
#define PAWL_BENCHES_SAMPLE_TABLE_WORKLOAD_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "impls/sample_table/corpus.h"
#include "impls/sample_table/mapped_file.h"
#include "impls/sample_table/movie.h"
#include "impls/sample_table/sample_table.h"

// The files that sample_table's benchmarks read, what is asked of them, and what is true. Not thread-safe.
namespace sample_table_workload {

using sample_table::Sample;

// An MP4 file with one track, mapped. Media data are a hole.
struct Workload {
  std::filesystem::path path;
  sample_table::MappedFile file;
  sample_table::Movie movie;  // borrows the file's bytes

  const sample_table::Tables& tables() const { return movie.tracks[0].tables; }
};

// A track by its name: h264_2h60 or vfr_1m (see corpus.h), or h264 or vfr, which have 60,000 samples. The file is
// written once in a run, and mapped once in a process. Ends the process with a message when that cannot be done.
const Workload& WorkloadOf(const std::string& track);

// Look-ups in one iteration, so that the loop around them costs nothing.
inline constexpr size_t kBatch = 1024;

// 2^20 numbers of splitmix64, seed 7: queries, by Below.
const std::vector<uint64_t>& RandomNumbers();

// 0 <= result < bound, evenly, for a random number.
inline uint64_t Below(uint64_t random, uint64_t bound) {
  return static_cast<uint64_t>(static_cast<unsigned __int128>(random) * bound >> 64);
}

// An answer for ForEachImpl: the same text for all whose samples are those that the track was made from, and one with
// the implementation's name and the first wrong sample else. `get` is called with 0, 1, ... Makes the track anew, which
// is dear: for answers only.
std::string CompareSamples(const std::string& track, std::string_view impl, const std::function<Sample(uint32_t)>& get);

}  // namespace sample_table_workload

#endif  // PAWL_BENCHES_SAMPLE_TABLE_WORKLOAD_H_
