#include "impls/sample_table/movie.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "impls/sample_table/stbl.h"

namespace sample_table {
namespace {

std::string Text(uint64_t number) { return std::to_string(number); }

absl::Status Unsupported(const Box& box, const std::string& what) {
  return absl::UnimplementedError(box.path + " at offset " + Text(box.offset) + ": " + what +
                                  " is not supported. Write the file anew without, for example with ffmpeg -i in.mp4 "
                                  "-c copy out.mp4");
}

absl::Status Fragmented(const Box& box) { return Unsupported(box, "fragmented MP4 (moof)"); }

// The only child of that type; nullopt when there is none.
absl::StatusOr<std::optional<Box>> FindChild(const Box& parent, uint32_t type) {
  std::optional<Box> found;
  for (BoxReader children(parent); children.HasNext();) {
    absl::StatusOr<Box> box = children.Next();
    if (!box.ok()) return box.status();
    if (box->type != type) continue;
    if (found) return Damaged(*box, "a second one; the first is at offset " + Text(found->offset));
    found = *std::move(box);
  }
  return found;
}

// The same, with at least `bytes` in it.
absl::StatusOr<Box> NeedChild(const Box& parent, const char (&type)[5], uint64_t bytes = 0) {
  absl::StatusOr<std::optional<Box>> found = FindChild(parent, FourCc(type));
  if (!found.ok()) return found.status();
  if (!found->has_value()) return Damaged(parent, std::string("has no ") + type);
  Box box = **std::move(found);
  if (box.payload.size() >= bytes) return box;
  return Damaged(box, "holds " + Text(box.payload.size()) + " bytes, at least " + Text(bytes) + " belong to it");
}

// A field behind the two dates of tkhd and mdhd, which have 32 bits in version 0 and 64 in version 1.
absl::StatusOr<uint32_t> FieldBehindDates(const Box& parent, const char (&type)[5]) {
  const absl::StatusOr<Box> box = NeedChild(parent, type, 24);
  if (!box.ok()) return box.status();
  const int version = box->payload[0];
  if (version > 1) return Damaged(*box, "has version " + Text(version) + ", known is up to 1");
  return Load32(box->payload.data() + (version == 0 ? 12 : 20));
}

absl::StatusOr<uint32_t> CountEdits(const Box& trak) {
  const absl::StatusOr<std::optional<Box>> edts = FindChild(trak, FourCc("edts"));
  if (!edts.ok()) return edts.status();
  if (!edts->has_value()) return 0;
  const absl::StatusOr<std::optional<Box>> elst = FindChild(**edts, FourCc("elst"));
  if (!elst.ok()) return elst.status();
  if (!elst->has_value()) return 0;
  const Box& box = **elst;
  if (box.payload.size() < 8)
    return Damaged(box, "holds " + Text(box.payload.size()) + " bytes, at least 8 belong to it");
  const uint32_t count = Load32(box.payload.data() + 4);
  const uint64_t want = 8 + uint64_t{count} * (box.payload[0] == 1 ? 20 : 12);
  if (want <= box.payload.size()) return count;
  return Damaged(box,
                 Text(count) + " entries need " + Text(want) + " bytes, the box holds " + Text(box.payload.size()));
}

// Offsets are of this file only when the data reference says so: flag 1, "self-contained".
absl::Status CheckMediaIsHere(const Box& minf) {
  const absl::StatusOr<std::optional<Box>> dinf = FindChild(minf, FourCc("dinf"));
  if (!dinf.ok()) return dinf.status();
  if (!dinf->has_value()) return absl::OkStatus();
  const absl::StatusOr<Box> dref = NeedChild(**dinf, "dref", 8);
  if (!dref.ok()) return dref.status();
  for (BoxReader entries(*dref, 8); entries.HasNext();) {
    const absl::StatusOr<Box> entry = entries.Next();
    if (!entry.ok()) return entry.status();
    if (entry->payload.size() < 4) return Damaged(*entry, "has no flags");
    if ((entry->payload[3] & 1) == 0) {
      return absl::UnimplementedError(entry->path + " at offset " + Text(entry->offset) +
                                      ": media in another file are not supported");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Track> ReadTrack(const Box& trak, const FileFacts& file) {
  const absl::StatusOr<uint32_t> id = FieldBehindDates(trak, "tkhd");
  if (!id.ok()) return id.status();
  const absl::StatusOr<uint32_t> edits = CountEdits(trak);
  if (!edits.ok()) return edits.status();
  const absl::StatusOr<Box> mdia = NeedChild(trak, "mdia");
  if (!mdia.ok()) return mdia.status();
  const absl::StatusOr<uint32_t> timescale = FieldBehindDates(*mdia, "mdhd");
  if (!timescale.ok()) return timescale.status();
  if (*timescale == 0) return Damaged(*NeedChild(*mdia, "mdhd"), "has the timescale 0");
  const absl::StatusOr<Box> hdlr = NeedChild(*mdia, "hdlr", 12);
  if (!hdlr.ok()) return hdlr.status();
  const absl::StatusOr<Box> minf = NeedChild(*mdia, "minf");
  if (!minf.ok()) return minf.status();
  if (absl::Status status = CheckMediaIsHere(*minf); !status.ok()) return status;
  const absl::StatusOr<Box> stbl = NeedChild(*minf, "stbl");
  if (!stbl.ok()) return stbl.status();
  const absl::StatusOr<Tables> tables = ReadTables(*stbl, file);
  if (!tables.ok()) return tables.status();
  return Track{*id, Load32(hdlr->payload.data() + 8), *timescale, *edits, *tables};
}

bool HasSamples(const Movie& movie) {
  return std::any_of(movie.tracks.begin(), movie.tracks.end(),
                     [](const Track& track) { return track.tables.size() > 0; });
}

// `fragments_ahead`: whether moof may follow in what was not given.
absl::StatusOr<Movie> ReadMoov(const Box& moov, const FileFacts& file, bool fragments_ahead) {
  Movie movie;
  std::optional<Box> mvex;
  for (BoxReader children(moov); children.HasNext();) {
    absl::StatusOr<Box> box = children.Next();
    if (!box.ok()) return box.status();
    if (box->type == FourCc("mvex") && fragments_ahead) return Fragmented(*box);
    if (box->type == FourCc("mvex")) mvex = *box;
    if (box->type == FourCc("cmov")) return Unsupported(*box, "QuickTime's compressed index (cmov)");
    if (box->type != FourCc("trak")) continue;
    box->path += "[" + Text(movie.tracks.size() + 1) + "]";
    const absl::StatusOr<Track> track = ReadTrack(*box, file);
    if (!track.ok()) return track.status();
    movie.tracks.push_back(*track);
  }
  if (movie.tracks.empty()) return Damaged(moov, "has no trak");
  if (mvex && !HasSamples(movie)) return Fragmented(*mvex);  // a DASH initialization segment: they are in other files
  return movie;
}

}  // namespace

absl::StatusOr<Movie> ReadMovie(Bytes bytes, uint64_t file_bytes) {
  if (file_bytes < bytes.size() || file_bytes >> 62 != 0) {
    return absl::InvalidArgumentError("a file of " + Text(file_bytes) + " bytes, of which " + Text(bytes.size()) +
                                      " were given: no such file");
  }
  FileFacts file{.bytes = file_bytes, .quicktime = true};  // ftyp came with ISO's format
  std::optional<Box> moov;
  BoxReader boxes(bytes, file_bytes);
  while (boxes.HasNext()) {
    if (!boxes.HasBytes() && bytes.size() < file_bytes) break;  // the rest was not given
    absl::StatusOr<Box> box = boxes.Next();
    if (!box.ok()) return box.status();
    if (box->type == FourCc("moof")) return Fragmented(*box);
    if (box->type == FourCc("ftyp")) {
      file.quicktime = box->payload.size() >= 4 && Load32(box->payload.data()) == FourCc("qt  ");
    }
    if (box->type != FourCc("moov")) continue;
    if (moov) return Damaged(*box, "a second one; the first is at offset " + Text(moov->offset));
    moov = *std::move(box);
  }
  if (!moov) {
    return absl::InvalidArgumentError("no moov box in the " + Text(bytes.size()) + " bytes given of " +
                                      Text(file_bytes) + ": not an MP4 file, or cut before its index");
  }
  if (moov->payload.size() < moov->payload_bytes()) {
    return Damaged(*moov, "has " + Text(moov->payload_bytes()) + " bytes, " + Text(moov->payload.size()) +
                              " of them within the bytes given");
  }
  return ReadMoov(*moov, file, bytes.size() < file_bytes);
}

}  // namespace sample_table
