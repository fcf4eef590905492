#include "impls/archive_export/zip_stream.h"

#include <zlib.h>

#include <cstring>
#include <string>
#include <utility>

#include "impls/archive_export/errors.h"
#include "impls/archive_export/read_back.h"

namespace archive_export {
namespace {

// Files up to this size are deflated without a look, which says exactly what that saves.
constexpr size_t kDeflatedAtOnce = 64 << 10;

ZipSizes SizesOf(const PackedPiece& piece) { return {piece.size_bytes, piece.stored_bytes, piece.crc, !piece.stored}; }

Verdict DecideAlone(Level level, std::string_view content) {
  if (level.kind == Level::Kind::kStore) return {true, "level: store"};
  if (content.empty()) return {true, "empty"};
  if (level.kind == Level::Kind::kNumber) return {false, "level: a number"};
  if (content.size() > kDeflatedAtOnce) return Probe::Of(content);
  return {false, "trial: compressible"};
}

}  // namespace

void SayArchived(Session& session, const Piece& piece, uint64_t size_bytes, uint64_t stored_bytes, bool stored,
                 std::string_view reason) {
  session.Archived(
      {.path = piece.entry.path,
       .kind = piece.entry.kind,
       .bytes = size_bytes,
       .stored_bytes = stored_bytes,
       .method = MethodName(session.options().format, piece.entry.kind, !piece.hard_link_to.empty(), stored),
       .reason = reason});
}

absl::Status ZipStream::Pack(Workbench& bench, Packed& packed) const {
  packed.pieces.assign(packed.segment->pieces.size(), {});
  for (size_t i = 0; i < packed.pieces.size(); ++i) {
    const absl::Status status = PackPiece(packed.segment->pieces[i], bench, packed, packed.pieces[i]);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ZipStream::PackPiece(const Piece& piece, Workbench& bench, Packed& packed, PackedPiece& result) const {
  result.begin = static_cast<uint32_t>(packed.bytes.size());
  std::string_view content;
  if (piece.entry.kind == Kind::kLink) {
    content = piece.entry.target;
  } else if (piece.entry.kind == Kind::kFile && piece.bytes > 0) {
    bench.raw.Clear();
    char* const room = bench.raw.Room(kSegmentBytes);
    absl::StatusOr<Bytes> read = parts_.reader.Read(piece.entry, piece.offset, room, piece.bytes);
    if (!read.ok()) {
      result.problem = read.status();
      result.archived = false;
      return absl::OkStatus();
    }
    result.problem = std::move(read->whole);
    content = std::string_view(room, read->bytes);
  }
  result.size_bytes = result.stored_bytes = content.size();
  result.crc = Crc32(content);
  result.stored = true;
  const std::string header = piece.first ? ZipLocalHeader(piece, SizesOf(result)) : "";
  packed.bytes.Append(header);
  if (piece.entry.kind == Kind::kFile) {
    const absl::Status deflated = Deflate(piece, content, bench, packed, result);
    if (!deflated.ok()) return deflated;
  } else {
    packed.bytes.Append(content);
  }
  if (piece.alone()) {
    const std::string known = ZipLocalHeader(piece, SizesOf(result));
    std::memcpy(packed.bytes.data() + result.begin, known.data(), known.size());
    packed.blocks.push_back({.offset = result.begin,
                             .stored_bytes = static_cast<uint32_t>(known.size()),
                             .size_bytes = static_cast<uint32_t>(known.size()),
                             .crc = Crc32(known),
                             .entries = static_cast<uint16_t>(result.stored_bytes == 0)});
  }
  if (result.stored_bytes > 0) {
    packed.blocks.push_back({.offset = result.begin + header.size(),
                             .stored_bytes = static_cast<uint32_t>(result.stored_bytes),
                             .size_bytes = static_cast<uint32_t>(result.size_bytes),
                             .crc = result.crc,
                             .wrapping = result.stored ? Wrapping::kNone : Wrapping::kDeflate,
                             .last = piece.last,
                             .entries = static_cast<uint16_t>(piece.alone())});
  }
  return absl::OkStatus();
}

absl::Status ZipStream::Deflate(const Piece& piece, std::string_view content, Workbench& bench, Packed& packed,
                                PackedPiece& result) const {
  const Level level = parts_.session.options().level;
  const Verdict verdict = piece.alone() ? DecideAlone(level, content) : piece.verdict;
  result.reason = verdict.reason;
  result.stored = verdict.store;
  if (!verdict.store) {
    char* const room = packed.bytes.Room(Codec::MostBytes(content.size()));
    const size_t size =
        bench.codec.Compress(Wrapping::kDeflate, CodecLevel::Of(level, Wrapping::kDeflate), content, piece.last, room);
    if (size == 0) return OutOfMemory(parts_.reader.FullPath(piece.entry));
    if (size < content.size() || !piece.alone()) {
      result.stored_bytes = size;
      packed.bytes.Commit(size);
      return absl::OkStatus();
    }
    result.stored = true;
    result.reason = "trial: incompressible";
    if (const std::string_view magic = CompressedMagic(content); !magic.empty()) result.reason = magic;
  }
  packed.bytes.Append(content);
  return absl::OkStatus();
}

absl::Status ZipStream::Join(Packed& packed) {
  for (Problem& problem : packed.segment->problems) parts_.session.Reject(std::move(problem));
  if (packed.pieces.empty()) return absl::OkStatus();
  return packed.segment->pieces.front().alone() ? JoinWhole(packed) : JoinPart(packed);
}

absl::Status ZipStream::AddBlocks(const Packed& packed, uint64_t base) {
  if (parts_.blocks == nullptr) return absl::OkStatus();
  for (Block block : packed.blocks) {
    block.offset += base;
    if (const absl::Status status = parts_.blocks->Add(block); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ZipStream::JoinWhole(Packed& packed) {
  const uint64_t base = parts_.output.size_bytes();
  if (const absl::Status status = parts_.output.Write(packed.bytes.view()); !status.ok()) return status;
  if (const absl::Status status = AddBlocks(packed, base); !status.ok()) return status;
  for (size_t i = 0; i < packed.pieces.size(); ++i) {
    const Piece& piece = packed.segment->pieces[i];
    PackedPiece& result = packed.pieces[i];
    if (!result.problem.ok()) parts_.session.Reject(piece.entry.path, std::move(result.problem), result.archived);
    if (!result.archived) continue;
    const absl::Status status = central_.Append(ZipCentralHeader(piece, SizesOf(result), base + result.begin));
    if (!status.ok()) return status;
    ++entries_;
    const bool is_file = piece.entry.kind == Kind::kFile;
    parts_.session.Advance(1, is_file ? result.size_bytes : 0, piece.entry.path);
    SayArchived(parts_.session, piece, is_file ? result.size_bytes : 0, is_file ? result.stored_bytes : 0,
                result.stored, result.reason);
  }
  return absl::OkStatus();
}

absl::Status ZipStream::JoinPart(Packed& packed) {
  const Piece& piece = packed.segment->pieces.front();
  PackedPiece& result = packed.pieces.front();
  if (piece.first) {
    open_ = Open();
    open_.begin = parts_.output.size_bytes();
    if (parts_.blocks != nullptr) open_.mark = parts_.blocks->mark();
    open_.sizes.deflated = !result.stored;
  }
  if (open_.failed) return absl::OkStatus();
  if (!result.archived) {
    open_.failed = true;
    parts_.session.Reject(piece.entry.path, std::move(result.problem));
    if (parts_.blocks != nullptr) {
      if (const absl::Status status = parts_.blocks->CutTo(open_.mark); !status.ok()) return status;
    }
    return parts_.output.CutTo(open_.begin);
  }
  if (open_.problem.ok()) open_.problem = std::move(result.problem);
  const uint64_t base = parts_.output.size_bytes();
  if (const absl::Status status = parts_.output.Write(packed.bytes.view()); !status.ok()) return status;
  if (const absl::Status status = AddBlocks(packed, base); !status.ok()) return status;
  open_.sizes.crc =
      static_cast<uint32_t>(crc32_combine(open_.sizes.crc, result.crc, static_cast<z_off_t>(result.size_bytes)));
  open_.sizes.size_bytes += result.size_bytes;
  open_.sizes.stored_bytes += result.stored_bytes;
  parts_.session.Advance(piece.last ? 1 : 0, result.size_bytes, piece.entry.path);
  return piece.last ? EndOpen(piece, result) : absl::OkStatus();
}

absl::Status ZipStream::EndOpen(const Piece& piece, const PackedPiece& last) {
  if (!open_.problem.ok()) parts_.session.Reject(piece.entry.path, std::move(open_.problem), /*archived=*/true);
  const std::string header = ZipLocalHeader(piece, open_.sizes);
  if (const absl::Status status = parts_.output.PatchAt(open_.begin, header); !status.ok()) return status;
  if (parts_.blocks != nullptr) {
    const absl::Status status = parts_.blocks->Add({.offset = open_.begin,
                                                    .stored_bytes = static_cast<uint32_t>(header.size()),
                                                    .size_bytes = static_cast<uint32_t>(header.size()),
                                                    .crc = Crc32(header),
                                                    .entries = 1});
    if (!status.ok()) return status;
  }
  ++entries_;
  SayArchived(parts_.session, piece, open_.sizes.size_bytes, open_.sizes.stored_bytes, last.stored, last.reason);
  return central_.Append(ZipCentralHeader(piece, open_.sizes, open_.begin));
}

absl::Status ZipStream::Finish() {
  const uint64_t begin = parts_.output.size_bytes();
  const auto write = [&](std::string_view bytes) {
    const uint64_t offset = parts_.output.size_bytes();
    const absl::Status status = parts_.output.Write(bytes);
    if (!status.ok() || parts_.blocks == nullptr || bytes.empty()) return status;
    const auto size = static_cast<uint32_t>(bytes.size());
    return parts_.blocks->Add({.offset = offset, .stored_bytes = size, .size_bytes = size, .crc = Crc32(bytes)});
  };
  constexpr size_t kAtOnce = 256 << 10;
  for (uint64_t done = 0; done < central_.size_bytes();) {
    const absl::StatusOr<std::string_view> some = central_.Read(done, kAtOnce);
    if (!some.ok()) return some.status();
    if (const absl::Status status = write(*some); !status.ok()) return status;
    done += some->size();
  }
  return write(ZipEnd(entries_, begin, central_.size_bytes()));
}

}  // namespace archive_export
