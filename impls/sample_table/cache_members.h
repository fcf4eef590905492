#ifndef PAWL_IMPLS_SAMPLE_TABLE_CACHE_MEMBERS_H_
#define PAWL_IMPLS_SAMPLE_TABLE_CACHE_MEMBERS_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "impls/sample_table/cache_format.h"
#include "impls/sample_table/movie.h"
#include "impls/sample_table/mp4.h"

// Caches of one track for tests that damage them, and where in them the members of its table are: in the order that
// every class gives in its Each().
namespace sample_table {

inline uint64_t WordAt(const std::string& cache, size_t at) {
  uint64_t word = 0;
  std::memcpy(&word, cache.data() + at, sizeof word);
  return word;
}

inline std::string CacheOf(const corpus::Track& track) {
  const corpus::File file = corpus::Mp4({track});
  std::vector<CachedTrack> tracks;
  tracks.push_back(
      {1, 2, 3, 4, Succinct::Build(ReadMovie(file.view(), file.file_bytes).value().tracks[0].tables).value()});
  return EncodeCache({}, tracks);
}

inline absl::Status Decoded(const std::string& cache) {
  std::vector<uint64_t> words(cache.size() / sizeof(uint64_t));  // where a mapping might begin
  std::memcpy(words.data(), cache.data(), cache.size());
  const Bytes bytes(reinterpret_cast<const uint8_t*>(words.data()), cache.size());
  words[kCacheChecksumOffset / sizeof(uint64_t)] = CacheChecksum(bytes);
  return DecodeCache(bytes, {}).status();
}

// Where in the cache of one track each member of its table is; of an array, the number of its elements, which follow.
class Members {
 public:
  explicit Members(const std::string& cache) : cache_(cache) {
    Words("", {"samples", "constant_size"});
    Residuals("prefix.");
    Residuals("gaps.");
    Array("chunks.runs", 24);
    Array("chunks.chunk_in_group", 1);
    Array("chunks.first_in_group", 2);
    Words("chunks.", {"group_samples", "group_chunks", "per_group"});
    Residuals("chunks.firsts.");
    Array("chunks.chunk_of_block", 1);
    Words("chunks.", {"chunk_bits"});
    Words("times.", {"samples"});
    Array("times.runs", 32);
    Residuals("times.times.");
    Array("times.buckets", 1);
    Words("times.", {"end", "bucket_shift", "bucket_bits"});
    Words("composition.", {"least", "period", "per_period", "step", "bits"});
    Array("composition.packed", 1);
    Words("sync.", {"first", "reach", "step", "per_step"});
    Array("sync.bits", 1);
    EXPECT_EQ(at_, cache.size());
  }

  size_t At(const std::string& name) const { return where_.at(name); }

 private:
  void Words(const std::string& of, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      where_[of + name] = at_;
      at_ += sizeof(uint64_t);
    }
  }
  void Array(const std::string& name, size_t element_bytes) {
    where_[name] = at_;
    at_ += sizeof(uint64_t) + (WordAt(cache_, at_) * element_bytes + 7) / 8 * 8;
  }
  void Residuals(const std::string& of) {
    Words(of, {"size", "least_base", "least_slope", "block_bytes", "base_bits", "slope_bits", "position_bits"});
    Array(of + "blocks", 1);
    Array(of + "residuals", 1);
  }

  const std::string& cache_;
  size_t at_ = 80 + 4 * sizeof(uint64_t);  // behind the header, and the track's id, handler, timescale and edits
  std::map<std::string, size_t> where_;
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_CACHE_MEMBERS_H_
