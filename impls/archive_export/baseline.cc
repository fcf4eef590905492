#include "impls/archive_export/baseline.h"

#include <algorithm>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "impls/archive_export/duplicates.h"
#include "impls/archive_export/errors.h"
#include "impls/archive_export/file_reader.h"
#include "impls/archive_export/libarchive_writer.h"
#include "impls/archive_export/names.h"
#include "impls/archive_export/output_file.h"
#include "impls/archive_export/probe.h"
#include "impls/archive_export/read_back.h"
#include "impls/archive_export/segments.h"
#include "impls/archive_export/session.h"

namespace archive_export {
namespace {

struct Loaded {
  Entry entry;
  std::string content;
  std::optional<std::string> duplicate_of;
};

// One export.
class Standard {
 public:
  Standard(Tree& tree, Session& session)
      : tree_(tree),
        session_(session),
        reader_(tree.root_path(), tree.root(),
                session.options().chunk_bytes == 0 ? 64 << 10 : session.options().chunk_bytes, 1),
        duplicates_(reader_) {}

  absl::Status Load(const OutputFile& output);
  absl::Status WriteTo(OutputFile& output);

 private:
  absl::Status LoadFile(Loaded& loaded);
  int LibraryLevel() const;
  void FindDuplicates();

  Tree& tree_;
  Session& session_;
  FileReader reader_;
  Duplicates duplicates_;
  std::vector<Loaded> loaded_;
  uint64_t loaded_bytes_ = 0;
  uint64_t text_bytes_ = 0;
};

absl::Status Standard::Load(const OutputFile& output) {
  session_.Enter(Stage::kReading);
  while (std::optional<Entry> entry = tree_.Next()) {
    session_.Reject(tree_.unlisted());
    if (const absl::Status stop = session_.CheckStop(); !stop.ok()) return stop;
    if (!IsWanted(tree_, *entry, session_.options(), output)) continue;
    const std::string name = session_.NameOf(*entry);
    const absl::Status valid = CheckName(session_.options().format, (tree_.root_path() / entry->path).native(), name);
    if (!valid.ok()) {
      session_.Reject(entry->path, valid);
      continue;
    }
    if (std::optional<Problem> problem = ProblemWith(tree_, *entry, name)) session_.Reject(*std::move(problem));
    Loaded loaded{*std::move(entry), "", std::nullopt};
    if (loaded.entry.kind == Kind::kFile) {
      const uint64_t limit = session_.options().memory_limit_bytes;
      loaded_bytes_ += loaded.entry.stamp.size_bytes;
      if (limit > 0 && loaded_bytes_ > limit) {
        return absl::ResourceExhaustedError(
            tree_.root_path().native() + ": takes more memory than the limit of " + std::to_string(limit) +
            " bytes if it is read as a whole. Use the streaming method, or raise the limit");
      }
      if (const absl::Status status = LoadFile(loaded); !status.ok()) {
        session_.Reject(loaded.entry.path, status);
        continue;
      }
    }
    session_.Advance(1, loaded.content.size(), loaded.entry.path);
    loaded_.push_back(std::move(loaded));
  }
  session_.Reject(tree_.unlisted());
  FindDuplicates();
  return absl::OkStatus();
}

absl::Status Standard::LoadFile(Loaded& loaded) {
  loaded.content.resize(loaded.entry.stamp.size_bytes);
  const absl::StatusOr<Bytes> read = reader_.Read(loaded.entry, 0, loaded.content.data(), loaded.content.size());
  if (!read.ok()) return read.status();
  loaded.content.resize(read->bytes);
  if (IsText(std::string_view(loaded.content).substr(0, 4096))) text_bytes_ += read->bytes;
  if (!read->whole.ok()) session_.Reject(loaded.entry.path, read->whole, /*archived=*/true);
  return absl::OkStatus();
}

void Standard::FindDuplicates() {
  if (!HasHardLinks(session_.options().format)) return;
  if (session_.options().deduplicate) {
    for (const Loaded& loaded : loaded_) {
      if (loaded.entry.kind == Kind::kFile) duplicates_.Count(loaded.entry);
    }
  }
  for (Loaded& loaded : loaded_) {
    if (loaded.entry.kind == Kind::kFile) loaded.duplicate_of = duplicates_.Find(loaded.entry);
  }
}

int Standard::LibraryLevel() const {
  switch (session_.options().level.kind) {
    case Level::Kind::kStore:
      return 0;
    case Level::Kind::kSmall:
      return 9;
    case Level::Kind::kNumber:
      return session_.options().level.number;
    case Level::Kind::kAuto:
      break;
  }
  if (session_.options().format == Format::kTarZst) return 3;
  if (session_.options().format == Format::kSevenZip) return 1;
  return text_bytes_ * 2 > loaded_bytes_ ? 9 : 6;
}

absl::Status Standard::WriteTo(OutputFile& output) {
  session_.Enter(Stage::kWriting);
  const Options& options = session_.options();
  absl::StatusOr<std::unique_ptr<LibarchiveWriter>> writer =
      LibarchiveWriter::Open(options.format, LibraryLevel(), session_.report().archive,
                             [&output](std::string_view bytes) { return output.Write(bytes); });
  if (!writer.ok()) return writer.status();
  ReadBack read_back(options.format);
  for (Loaded& loaded : loaded_) {
    if (const absl::Status stop = session_.CheckStop(); !stop.ok()) return stop;
    Entry& entry = loaded.entry;
    const bool is_file = entry.kind == Kind::kFile;
    const bool is_link = loaded.duplicate_of.has_value();
    Named named{entry, session_.NameOf(entry), session_.TimeOf(entry), ""};
    if (is_link)
      named.hard_link_to = options.top.empty() ? *loaded.duplicate_of : options.top + "/" + *loaded.duplicate_of;
    entry.stamp.size_bytes = loaded.content.size();
    Verdict verdict{options.level.kind == Level::Kind::kStore || options.format == Format::kTar, "level: store"};
    if (options.format == Format::kZip && is_file && options.level.kind == Level::Kind::kAuto) {
      verdict = Probe::Of(loaded.content);
    }
    if (const absl::Status begun = (*writer)->Begin(named, verdict.store); !begun.ok()) return begun;
    if (is_file && !is_link) {
      if (const absl::Status written = (*writer)->Write(loaded.content); !written.ok()) return written;
    }
    if (options.verify) read_back.Expect(named, is_link ? std::string_view() : std::string_view(loaded.content));
    session_.Advance(1, loaded.content.size(), entry.path);
    session_.Archived({.path = entry.path,
                       .kind = entry.kind,
                       .bytes = loaded.content.size(),
                       .method = MethodName(options.format, entry.kind, is_link, verdict.store),
                       .reason = verdict.reason});
  }
  if (const absl::Status finished = (*writer)->Finish(); !finished.ok()) return finished;
  return options.verify ? VerifyInSession(read_back, output, session_) : absl::OkStatus();
}

}  // namespace

absl::StatusOr<Report> Baseline::Export(const std::filesystem::path& root, const std::filesystem::path& archive,
                                        const Options& options) {
  if (const absl::Status status = CheckOptions(options); !status.ok()) return status;
  try {
    Session session(archive, options, kMethod);
    absl::StatusOr<Tree> tree = Tree::Open(root);
    if (!tree.ok()) return tree.status();
    absl::StatusOr<OutputFile> output = OutputFile::Create(archive);
    if (!output.ok()) return output.status();
    Standard standard(*tree, session);
    if (const absl::Status loaded = standard.Load(*output); !loaded.ok()) return loaded;
    if (const absl::Status written = standard.WriteTo(*output); !written.ok()) return written;
    if (const absl::Status stop = session.CheckStop(); !stop.ok()) return stop;
    if (const absl::Status committed = output->Commit(); !committed.ok()) return committed;
    return session.Finish(output->size_bytes());
  } catch (const std::bad_alloc&) {
    return OutOfMemory(root);
  }
}

}  // namespace archive_export
