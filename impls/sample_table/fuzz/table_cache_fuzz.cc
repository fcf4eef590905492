#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "impls/sample_table/cache_format.h"
#include "impls/sample_table/cache_tracks.h"
#include "impls/sample_table/movie.h"

namespace sample_table {
namespace {

std::vector<std::string> MakeCaches() {
  std::vector<std::string> caches;
  for (const corpus::Track& track : corpus::TracksOfEveryMap()) {
    const corpus::File file = corpus::Mp4({track});
    std::vector<CachedTrack> tracks;
    tracks.push_back(
        {1, 2, 3, 4, Succinct::Build(ReadMovie(file.view(), file.file_bytes).value().tracks[0].tables).value()});
    caches.push_back(EncodeCache({}, tracks));
  }
  return caches;
}

// What is done to a cache: to the word `word` of it (modulo all), with `value`.
struct Edit {
  enum Kind : uint8_t { kFlip, kAdd, kSet, kSetHigh, kCut, kKinds };

  uint16_t word;
  uint8_t kind;
  uint8_t value;
};

void Apply(const Edit& edit, std::string& bytes) {
  const size_t first = kCacheSummedOffset / 8 + 6;  // behind the size and the movie's identity
  const size_t at = 8 * (first + edit.word % (bytes.size() / 8 - first));
  uint64_t word = 0;
  std::memcpy(&word, bytes.data() + at, sizeof word);
  switch (static_cast<Edit::Kind>(edit.kind % Edit::kKinds)) {
    case Edit::kFlip:
      word ^= uint64_t{1} << edit.value % 64;
      break;
    case Edit::kAdd:
      word += static_cast<uint64_t>(static_cast<int8_t>(edit.value));
      break;
    case Edit::kSet:
      word = edit.value;
      break;
    case Edit::kSetHigh:
      word = uint64_t{edit.value} << 56;
      break;
    case Edit::kCut:
      bytes.resize(at + 8);
      break;
    case Edit::kKinds:  // no remainder is
      break;
  }
  std::memcpy(bytes.data() + at, &word, sizeof word);
}

void Ask(const Succinct& table) {
  constexpr uint32_t kEnough = 2000;  // a table may say that it has 2^32 samples
  uint64_t sum = 0;
  const auto add = [&sum](const Sample& answer) {
    sum += answer.offset + answer.size + answer.sync + static_cast<uint64_t>(int64_t{answer.cts_offset});
  };
  const auto ask = [&](uint32_t sample) {
    const Sample answer = table.At(sample);
    add(answer);
    sum += table.ChunkOf(sample);
    for (const uint64_t dts : {answer.dts, answer.dts + answer.duration / 2, answer.dts + answer.duration}) {
      if (table.AtTime(dts) >= table.size()) {
        std::fprintf(stderr, "no sample has time %llu\n", static_cast<unsigned long long>(dts));
        std::abort();
      }
    }
  };
  const auto walk = [&](uint32_t first) {
    Succinct::Cursor cursor(table, first);
    for (uint32_t i = 0; i < kEnough && i < table.size() - first; ++i) add(cursor.Next());
  };
  const uint32_t size = table.size();
  if (size == 0) return;
  for (uint32_t i = 0; i < kEnough && i < size; ++i) {
    ask(i);
    ask(size - 1 - i);
    ask(static_cast<uint32_t>(uint64_t{i} * size / kEnough));
  }
  for (const uint32_t first : {0u, size / 3, size - (size < kEnough ? size : kEnough)}) walk(first);
  for (int bit = 0; bit < 64; ++bit) sum += table.AtTime((uint64_t{1} << bit) - 1) + table.AtTime(uint64_t{1} << bit);
  [[maybe_unused]] static volatile uint64_t answers;
  answers = sum;
}

// A whole cache, chosen by the first byte, with up to a handful of edits and the checksum that belongs to them: an
// error, or tables none of whose look-ups leaves the file, which asan watches. (That it leaves its own array within the
// file, asan cannot see.)
void DecodeAndAsk(const uint8_t* data, size_t size) {
  static const std::vector<std::string> caches = MakeCaches();
  if (size == 0) return;
  std::string bytes = caches[data[0] % caches.size()];
  for (size_t at = 1; at + sizeof(Edit) <= size && at < 64; at += sizeof(Edit)) {
    Edit edit;
    std::memcpy(&edit, data + at, sizeof edit);
    Apply(edit, bytes);
  }
  const uint64_t file_bytes = bytes.size();
  std::memcpy(bytes.data() + kCacheSummedOffset, &file_bytes, sizeof file_bytes);
  std::vector<uint64_t> words(bytes.size() / 8);  // exactly as long, so that asan sees a byte too far
  std::memcpy(words.data(), bytes.data(), bytes.size());
  const Bytes cache(reinterpret_cast<const uint8_t*>(words.data()), bytes.size());
  const uint64_t checksum = CacheChecksum(cache);
  std::memcpy(reinterpret_cast<uint8_t*>(words.data()) + kCacheChecksumOffset, &checksum, sizeof checksum);
  const absl::StatusOr<std::vector<CachedTrack>> tracks = DecodeCache(cache, {});
  if (!tracks.ok()) return;
  for (const CachedTrack& track : *tracks) Ask(track.table);
}

}  // namespace
}  // namespace sample_table

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  sample_table::DecodeAndAsk(data, size);
  return 0;
}
