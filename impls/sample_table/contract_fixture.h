#ifndef PAWL_IMPLS_SAMPLE_TABLE_CONTRACT_FIXTURE_H_
#define PAWL_IMPLS_SAMPLE_TABLE_CONTRACT_FIXTURE_H_

#include <algorithm>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "impls/sample_table/corpus.h"
#include "impls/sample_table/movie.h"
#include "impls/sample_table/sample_table.h"

// How contract.h compares a table with the truth.
namespace sample_table {

inline std::ostream& operator<<(std::ostream& out, const Sample& sample) {
  return out << sample.size << " bytes at " << sample.offset << ", dts " << sample.dts << " for " << sample.duration
             << ", cts " << sample.cts_offset << (sample.sync ? ", sync" : "");
}

template <typename Impl>
class SampleTableContract : public ::testing::Test {
 protected:
  // The table of a file with this one track; the file is gone when it is returned.
  static Impl Of(const corpus::Track& track) {
    const corpus::File file = corpus::Mp4({track});
    const absl::StatusOr<Movie> movie = ReadMovie(file.view(), file.file_bytes);
    if (!movie.ok()) ADD_FAILURE() << movie.status();
    return Impl::Build(movie.value().tracks[0].tables).value();
  }

  // Compares every answer with the truth; stops at the first sample that differs.
  static void ExpectTrue(const corpus::Track& track, const std::string& what) {
    SCOPED_TRACE(what);
    const Impl table = Of(track);
    const std::vector<Sample> truth = corpus::Expand(track, corpus::Mp4({track}).media_offset);
    const std::vector<uint32_t> chunks = corpus::ExpandChunks(track);
    ASSERT_EQ(table.size(), truth.size());
    for (uint32_t i = 0; i < truth.size(); ++i) {
      ASSERT_EQ(table.At(i), truth[i]) << "sample " << i;
      ASSERT_EQ(table.ChunkOf(i), chunks[i]) << "sample " << i;
    }
    ExpectCursors(table, truth);
    ExpectTimes(table, truth);
  }

 private:
  static void ExpectCursors(const Impl& table, const std::vector<Sample>& truth) {
    const auto size = static_cast<uint32_t>(truth.size());
    for (const uint32_t first : {0u, 1u, size / 3, size / 2 + 1}) {
      if (first >= size) continue;
      typename Impl::Cursor cursor(table, first);
      for (uint32_t i = first; i < size; ++i) ASSERT_EQ(cursor.Next(), truth[i]) << "sample " << i << " from " << first;
    }
  }

  static void ExpectTimes(const Impl& table, const std::vector<Sample>& truth) {
    if (truth.empty()) return;
    uint32_t expected = 0;
    const auto expect = [&](uint64_t dts) {
      while (expected + 1 < truth.size() && truth[expected + 1].dts <= dts) ++expected;
      ASSERT_EQ(table.AtTime(dts), expected) << "time " << dts;
    };
    for (uint32_t i = 0; i < truth.size(); ++i) {
      if (i > 0 && truth[i].dts > truth[i - 1].dts + 1) {
        ASSERT_NO_FATAL_FAILURE(expect(truth[i].dts - 1));
      }
      ASSERT_NO_FATAL_FAILURE(expect(truth[i].dts));
      ASSERT_NO_FATAL_FAILURE(expect(truth[i].dts + truth[i].duration / 2));
    }
    const uint64_t end = truth.back().dts + truth.back().duration;
    for (const uint64_t dts : {end, end + 1, uint64_t{1} << 40, UINT64_MAX})
      ASSERT_NO_FATAL_FAILURE(expect(std::max(dts, end)));
  }
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_CONTRACT_FIXTURE_H_
