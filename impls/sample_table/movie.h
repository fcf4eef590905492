#ifndef PAWL_IMPLS_SAMPLE_TABLE_MOVIE_H_
#define PAWL_IMPLS_SAMPLE_TABLE_MOVIE_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "impls/sample_table/box.h"
#include "impls/sample_table/tables.h"

// Finds the sample tables of an MP4 file (ISO/IEC 14496-12).
namespace sample_table {

struct Track {
  uint32_t id = 0;         // tkhd, 8.3.2
  uint32_t handler = 0;    // hdlr, 8.4.3: FourCc("vide"), FourCc("soun"), ...
  uint32_t timescale = 0;  // mdhd, 8.4.2: units per second of all the track's times; never 0
  uint32_t edits = 0;      // elst, 8.6.6: entries of the edit list, which nothing here applies; 0 without one
  Tables tables;
};

struct Movie {
  std::vector<Track> tracks;  // in the file's order
};

// `bytes` is the file, or its beginning as long as `moov` lies within; `file_bytes` is the size of all of it. The
// result borrows `bytes`. `moov` may stand before or behind `mdat`; boxes that no table needs are skipped. QuickTime
// files (no ftyp, or its brand "qt  ") are read as such where the formats differ.
//
// Pure; safe with any bytes. O(samples), as each table is checked against the others; memory O(tracks).
//   INVALID_ARGUMENT  what is damaged, as "moov/trak[1]/mdia/minf/stbl/stsc at offset 612: <what is wrong>"
//   UNIMPLEMENTED     a fragmented file: one with a moof (8.8.4), or with an mvex (8.8.1), which announces them, unless
//                     all the file was given, has none, and some track has samples; QuickTime's compressed index
//                     (cmov); or media in other files (dref, 8.7.2)
absl::StatusOr<Movie> ReadMovie(Bytes bytes, uint64_t file_bytes);

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_MOVIE_H_
