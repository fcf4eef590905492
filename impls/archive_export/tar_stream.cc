#include "impls/archive_export/tar_stream.h"

#include <cstring>
#include <utility>

#include "impls/archive_export/errors.h"
#include "impls/archive_export/libarchive_writer.h"
#include "impls/archive_export/names.h"

namespace archive_export {
namespace {

constexpr uint64_t kTarBlock = 512;

size_t Padding(uint64_t bytes) { return static_cast<size_t>((kTarBlock - bytes % kTarBlock) % kTarBlock); }

}  // namespace

absl::Status TarStream::Pack(Workbench& bench, Packed& packed) const {
  packed.pieces.assign(packed.segment->pieces.size(), {});
  Buffer& tar = wrapping_ == Wrapping::kNone ? packed.bytes : bench.raw;
  tar.Clear();
  for (size_t i = 0; i < packed.pieces.size(); ++i) {
    const absl::Status status = PackPiece(packed.segment->pieces[i], tar, packed.pieces[i]);
    if (!status.ok()) return status;
  }
  return Wrap(bench, packed);
}

absl::Status TarStream::PackPiece(const Piece& piece, Buffer& tar, PackedPiece& result) const {
  const size_t begin = tar.size();
  result.begin = static_cast<uint32_t>(begin);
  if (piece.first) {
    const absl::StatusOr<std::string> header = TarHeader(piece.named());
    if (!header.ok()) {
      result.problem = absl::InternalError(parts_.reader.FullPath(piece.entry).native() +
                                           ": tar cannot hold it: " + std::string(header.status().message()) +
                                           ". Leave it out, or use another format");
      result.archived = false;
      return absl::OkStatus();
    }
    tar.Append(*header);
  }
  if (!piece.hard_link_to.empty()) result.size_bytes = piece.entry.stamp.size_bytes;
  if (piece.entry.kind != Kind::kFile || !piece.hard_link_to.empty()) return absl::OkStatus();
  return PackContent(piece, tar, begin, result);
}

absl::Status TarStream::PackContent(const Piece& piece, Buffer& tar, size_t header_begin, PackedPiece& result) const {
  absl::StatusOr<Bytes> read = Bytes();
  if (piece.bytes > 0) {
    read = parts_.reader.Read(piece.entry, piece.offset, tar.Room(piece.bytes + kTarBlock), piece.bytes);
  }
  if (!read.ok()) {
    result.problem = read.status();
    result.archived = !piece.first;  // What has begun is filled up.
    if (piece.first) {
      tar.CutTo(header_begin);
      return absl::OkStatus();
    }
    read = Bytes();
  } else {
    result.problem = std::move(read->whole);
  }
  tar.Commit(read->bytes);
  result.size_bytes = read->bytes;
  uint64_t bytes = piece.bytes;
  if (piece.alone() && read->bytes != piece.bytes) {
    // Nothing is written yet: it is as long as it turned out to be. The header's length does not depend on that.
    Piece shorter = piece;
    shorter.entry.stamp.size_bytes = bytes = read->bytes;
    const absl::StatusOr<std::string> header = TarHeader(shorter.named());
    if (!header.ok()) return header.status();
    std::memcpy(tar.data() + header_begin, header->data(), header->size());
  }
  tar.AppendZeros(static_cast<size_t>(bytes - read->bytes) + (piece.last ? Padding(piece.offset + bytes) : 0));
  return absl::OkStatus();
}

absl::Status TarStream::Wrap(Workbench& bench, Packed& packed) const {
  const std::string_view tar = wrapping_ == Wrapping::kNone ? packed.bytes.view() : bench.raw.view();
  packed.blocks.clear();
  if (tar.empty()) return absl::OkStatus();
  Block block{.size_bytes = static_cast<uint32_t>(tar.size()), .wrapping = wrapping_};
  if (parts_.blocks != nullptr) block.crc = Crc32(tar);
  if (wrapping_ != Wrapping::kNone) {
    packed.bytes.Clear();
    const CodecLevel level = CodecLevel::Of(parts_.session.options().level, wrapping_);
    const size_t size =
        bench.codec.Compress(wrapping_, level, tar, /*last=*/true, packed.bytes.Room(Codec::MostBytes(tar.size())));
    if (size == 0) return OutOfMemory(parts_.session.report().archive);
    packed.bytes.Commit(size);
  }
  block.stored_bytes = static_cast<uint32_t>(packed.bytes.size());
  for (size_t i = 0; i < packed.pieces.size(); ++i) {
    if (packed.pieces[i].archived && packed.segment->pieces[i].last) ++block.entries;
  }
  packed.blocks.push_back(block);
  return absl::OkStatus();
}

// A hard link whose first file is not there after all, since it vanished between two looks.
absl::Status TarStream::LeaveOutOrphans(Packed& packed) {
  if (lost_.empty()) return absl::OkStatus();
  std::vector<Piece>& pieces = packed.segment->pieces;
  const auto is_orphan = [this](const Piece& piece) { return lost_.contains(piece.hard_link_to); };
  bool any = false;
  for (const Piece& piece : pieces) {
    if (!is_orphan(piece)) continue;
    any = true;
    lost_.insert(piece.name);
    parts_.session.Reject(
        piece.entry.path,
        absl::AbortedError(parts_.reader.FullPath(piece.entry).native() + ": is a copy of " + piece.hard_link_to +
                           ", which vanished. Export again when nothing writes to the tree"));
  }
  if (!any) return absl::OkStatus();
  std::erase_if(pieces, is_orphan);
  packed.bytes.Clear();
  return Pack(bench_, packed);
}

absl::Status TarStream::Join(Packed& packed) {
  for (Problem& problem : packed.segment->problems) parts_.session.Reject(std::move(problem));
  if (const absl::Status status = LeaveOutOrphans(packed); !status.ok()) return status;
  if (packed.pieces.empty()) return absl::OkStatus();
  const Piece& first = packed.segment->pieces.front();
  if (first.first) open_failed_ = open_reported_ = false;
  if (first.first) open_bytes_ = 0;
  const bool is_dropped = !first.alone() && (open_failed_ || !packed.pieces.front().archived);
  if (!is_dropped) {
    if (const absl::Status status = Write(packed); !status.ok()) return status;
  }
  Account(packed);
  return absl::OkStatus();
}

absl::Status TarStream::Write(const Packed& packed) {
  const uint64_t base = parts_.output.size_bytes();
  if (const absl::Status status = parts_.output.Write(packed.bytes.view()); !status.ok()) return status;
  if (parts_.blocks == nullptr) return absl::OkStatus();
  for (Block block : packed.blocks) {
    block.offset += base;
    if (const absl::Status status = parts_.blocks->Add(block); !status.ok()) return status;
  }
  return absl::OkStatus();
}

void TarStream::Account(Packed& packed) {
  Session& session = parts_.session;
  for (size_t i = 0; i < packed.pieces.size(); ++i) {
    const Piece& piece = packed.segment->pieces[i];
    PackedPiece& result = packed.pieces[i];
    if (open_failed_ && !piece.first) continue;
    if (!result.problem.ok() && !open_reported_) {
      session.Reject(piece.entry.path, std::move(result.problem), result.archived);
      open_reported_ = !piece.alone();
    }
    if (!result.archived) {
      open_failed_ = !piece.alone();
      if (piece.entry.kind == Kind::kFile) lost_.insert(piece.name);
      continue;
    }
    open_bytes_ = piece.first ? result.size_bytes : open_bytes_ + result.size_bytes;
    session.Advance(piece.last ? 1 : 0, result.size_bytes, piece.entry.path);
    if (!piece.last) continue;
    SayArchived(session, piece, open_bytes_, 0, wrapping_ == Wrapping::kNone,
                wrapping_ == Wrapping::kNone ? "format: tar" : "format: compressed as a whole");
  }
}

absl::Status TarStream::Finish() {
  Packed end;
  bench_.raw.Clear();
  (wrapping_ == Wrapping::kNone ? end.bytes : bench_.raw).AppendZeros(2 * kTarBlock);
  if (const absl::Status status = Wrap(bench_, end); !status.ok()) return status;
  return Write(end);
}

}  // namespace archive_export
