#include "impls/archive_export/seven_zip.h"

#define XXH_INLINE_ALL  // Debian's shared one is built for every CPU and called for each piece.
#include <xxhash.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "impls/archive_export/buffer.h"
#include "impls/archive_export/libarchive_writer.h"
#include "impls/archive_export/names.h"
#include "impls/archive_export/read_back.h"
#include "impls/archive_export/segments.h"

namespace archive_export {
namespace {

int LibraryLevel(Level level) {
  switch (level.kind) {
    case Level::Kind::kStore:
      return 0;
    case Level::Kind::kAuto:
      return 1;
    case Level::Kind::kSmall:
      return 6;
    case Level::Kind::kNumber:
      return level.number;
  }
  return 1;
}

class SevenZip {
 public:
  SevenZip(Tree& tree, FileReader& reader, Session& session, LibarchiveWriter& writer)
      : tree_(tree), reader_(reader), session_(session), writer_(writer) {}

  absl::Status Add(Entry entry);
  ReadBack& read_back() { return read_back_; }

 private:
  absl::Status AddContent(const Named& named, absl::StatusOr<Bytes> read);

  Tree& tree_;
  FileReader& reader_;
  Session& session_;
  LibarchiveWriter& writer_;
  Buffer buffer_;
  ReadBack read_back_{Format::kSevenZip};
};

absl::Status SevenZip::Add(Entry entry) {
  const std::string name = session_.NameOf(entry);
  const absl::Status valid = CheckName(Format::kSevenZip, (tree_.root_path() / entry.path).native(), name);
  if (!valid.ok()) {
    session_.Reject(entry.path, valid);
    return absl::OkStatus();
  }
  if (std::optional<Problem> problem = ProblemWith(tree_, entry, name)) session_.Reject(*std::move(problem));
  absl::StatusOr<Bytes> read = Bytes();
  const bool is_file = entry.kind == Kind::kFile;
  if (is_file) {
    const size_t first_bytes = static_cast<size_t>(std::min(entry.stamp.size_bytes, kSegmentBytes));
    read = reader_.Read(entry, 0, buffer_.Room(kSegmentBytes), first_bytes);
    if (!read.ok()) {
      session_.Reject(entry.path, read.status());
      return absl::OkStatus();
    }
    if (read->bytes < first_bytes) entry.stamp.size_bytes = read->bytes;
  }
  const Named named{entry, name, session_.TimeOf(entry), ""};
  if (const absl::Status begun = writer_.Begin(named, false); !begun.ok()) return begun;
  if (is_file) {
    if (const absl::Status added = AddContent(named, std::move(read)); !added.ok()) return added;
  } else {
    read_back_.Expect(named, 0, 0);
  }
  session_.Advance(1, 0, entry.path);
  const bool stored = session_.options().level.kind == Level::Kind::kStore;
  session_.Archived({.path = entry.path,
                     .kind = entry.kind,
                     .bytes = is_file ? entry.stamp.size_bytes : 0,
                     .method = MethodName(Format::kSevenZip, entry.kind, false, stored),
                     .reason = stored ? "level: store" : "format: compressed as a whole"});
  return absl::OkStatus();
}

// What cannot be read any more becomes zeros: the size stands in the archive already.
absl::Status SevenZip::AddContent(const Named& named, absl::StatusOr<Bytes> read) {
  alignas(64) XXH3_state_t state;
  XXH3_64bits_reset(&state);
  absl::Status problem;
  const uint64_t size_bytes = named.entry.stamp.size_bytes;
  for (uint64_t offset = 0;;) {
    const size_t wanted = static_cast<size_t>(std::min(size_bytes - offset, kSegmentBytes));
    if (problem.ok()) problem = read.ok() ? read->whole : read.status();
    const size_t got = read.ok() ? std::min(read->bytes, wanted) : 0;
    std::memset(buffer_.data() + got, 0, wanted - got);
    const std::string_view bytes(buffer_.data(), wanted);
    XXH3_64bits_update(&state, bytes.data(), bytes.size());
    if (const absl::Status written = writer_.Write(bytes); !written.ok()) return written;
    session_.Advance(0, wanted, named.entry.path);
    if (const absl::Status stop = session_.CheckStop(); !stop.ok()) return stop;
    offset += wanted;
    if (offset >= size_bytes) break;
    const size_t next = static_cast<size_t>(std::min(size_bytes - offset, kSegmentBytes));
    read = reader_.Read(named.entry, offset, buffer_.data(), next);
  }
  if (!problem.ok()) session_.Reject(named.entry.path, std::move(problem), /*archived=*/true);
  read_back_.Expect(named, size_bytes, XXH3_64bits_digest(&state));
  return absl::OkStatus();
}

}  // namespace

absl::Status WriteSevenZip(Tree& tree, FileReader& reader, OutputFile& output, Session& session) {
  absl::StatusOr<std::unique_ptr<LibarchiveWriter>> writer =
      LibarchiveWriter::Open(Format::kSevenZip, LibraryLevel(session.options().level), session.report().archive,
                             [&output](std::string_view bytes) { return output.Write(bytes); });
  if (!writer.ok()) return writer.status();
  SevenZip archive(tree, reader, session, **writer);
  while (std::optional<Entry> entry = tree.Next()) {
    session.Reject(tree.unlisted());
    if (const absl::Status stop = session.CheckStop(); !stop.ok()) return stop;
    if (!IsWanted(tree, *entry, session.options(), output)) continue;
    if (const absl::Status added = archive.Add(*std::move(entry)); !added.ok()) return added;
  }
  session.Reject(tree.unlisted());
  if (const absl::Status finished = (*writer)->Finish(); !finished.ok()) return finished;
  return session.options().verify ? VerifyInSession(archive.read_back(), output, session) : absl::OkStatus();
}

}  // namespace archive_export
