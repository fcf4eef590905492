#include "impls/archive_export/read_back.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <unistd.h>

#define XXH_INLINE_ALL  // Debian's shared one is built for every CPU and called for each piece.
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string>

#include "impls/archive_export/errors.h"

namespace archive_export {
namespace {

struct FreeReader {
  void operator()(archive* archive) const { archive_read_free(archive); }
};

// A zip file of nothing is the record of its end, which libarchive takes for no zip file.
constexpr off_t kEmptyZipBytes = 22;

uint64_t HashOf(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

// Reads from an open file, wherever others read from it.
struct Source {
  int fd;
  uint64_t position = 0;
  std::vector<char> buffer = std::vector<char>(64 << 10);

  static la_ssize_t Read(archive* archive, void* self, const void** bytes) {
    auto& source = *static_cast<Source*>(self);
    ssize_t got;
    do {
      got = pread(source.fd, source.buffer.data(), source.buffer.size(), static_cast<off_t>(source.position));
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
      archive_set_error(archive, errno, "cannot read");
      return -1;
    }
    source.position += static_cast<uint64_t>(got);
    *bytes = source.buffer.data();
    return got;
  }

  static la_int64_t Skip(archive* /*archive*/, void* self, la_int64_t bytes) {
    static_cast<Source*>(self)->position += static_cast<uint64_t>(bytes);
    return bytes;
  }

  static la_int64_t Seek(archive* /*archive*/, void* self, la_int64_t offset, int whence) {
    auto& source = *static_cast<Source*>(self);
    int64_t from = 0;
    if (whence == SEEK_CUR) from = static_cast<int64_t>(source.position);
    if (whence == SEEK_END) from = lseek(source.fd, 0, SEEK_END);
    if (from < 0 || from + offset < 0) return ARCHIVE_FATAL;
    source.position = static_cast<uint64_t>(from + offset);
    return static_cast<la_int64_t>(source.position);
  }
};

absl::Status Differs(const std::filesystem::path& path, std::string_view name, std::string_view what) {
  return absl::DataLossError(path.native() + ": reading it back, " + std::string(name) + ": " + std::string(what) +
                             ". Nothing was kept; check the disk and the memory, and export again");
}

absl::Status ReaderError(const std::filesystem::path& path, archive* archive) {
  return absl::DataLossError(path.native() + ": reading it back: " + LibraryReason(archive) +
                             ". Nothing was kept; check the disk and the memory, and export again");
}

std::string_view WithoutSlash(std::string_view name) {
  while (name.size() > 1 && name.back() == '/') name.remove_suffix(1);
  return name;
}

int Accept(archive* reader, Format format) {
  switch (format) {
    case Format::kZip:
      return archive_read_support_format_zip_seekable(reader);
    case Format::kSevenZip:
      return archive_read_support_format_7zip(reader);
    case Format::kTarGz:
      archive_read_support_filter_gzip(reader);
      return archive_read_support_format_tar(reader);
    case Format::kTarZst:
      archive_read_support_filter_zstd(reader);
      return archive_read_support_format_tar(reader);
    case Format::kTar:
      return archive_read_support_format_tar(reader);
  }
  return ARCHIVE_FATAL;
}

}  // namespace

// As libarchive reads it: in a zip file, backslashes divide names that have no slash.
uint64_t ReadBack::NameHash(std::string name) const {
  if (format_ == Format::kZip && name.find('/') == std::string::npos) std::replace(name.begin(), name.end(), '\\', '/');
  return HashOf(name);
}

void ReadBack::Expect(const Named& named, std::string_view content) { Expect(named, content.size(), HashOf(content)); }

void ReadBack::Expect(const Named& named, uint64_t size_bytes, uint64_t content_hash) {
  Expected expected{.name_hash = NameHash(named.name), .size_bytes = size_bytes, .content_hash = content_hash};
  expected.kind = named.entry.kind;
  expected.is_hard_link = !named.hard_link_to.empty();
  if (expected.is_hard_link) expected.content_hash = HashOf(named.hard_link_to);
  if (expected.kind == Kind::kLink) expected.content_hash = HashOf(named.entry.target);
  expected_.push_back(expected);
}

absl::Status ReadBack::Check(void* reader_pointer, void* entry_pointer, const std::filesystem::path& path,
                             uint64_t& bytes) {
  auto* const reader = static_cast<archive*>(reader_pointer);
  auto* const entry = static_cast<archive_entry*>(entry_pointer);
  const char* const raw_name = archive_entry_pathname(entry);
  const std::string_view name = raw_name == nullptr ? std::string_view() : WithoutSlash(raw_name);
  const uint64_t name_hash = HashOf(name);
  auto found = std::lower_bound(expected_.begin(), expected_.end(), name_hash,
                                [](const Expected& a, uint64_t hash) { return a.name_hash < hash; });
  if (found == expected_.end() || found->name_hash != name_hash) return Differs(path, name, "was never written");
  while (found->found) {
    ++found;
    if (found == expected_.end() || found->name_hash != name_hash) return Differs(path, name, "is there twice");
  }
  found->found = true;
  if (const char* const to = archive_entry_hardlink(entry); to != nullptr) {
    return found->is_hard_link && HashOf(to) == found->content_hash ? absl::OkStatus()
                                                                    : Differs(path, name, "is another hard link");
  }
  const mode_t type = archive_entry_filetype(entry);
  const mode_t wanted = found->kind == Kind::kFile ? AE_IFREG : found->kind == Kind::kLink ? AE_IFLNK : AE_IFDIR;
  if (type != wanted || found->is_hard_link) return Differs(path, name, "is of another kind");
  if (found->kind == Kind::kLink) {
    const char* const target = archive_entry_symlink(entry);
    return target != nullptr && HashOf(target) == found->content_hash ? absl::OkStatus()
                                                                      : Differs(path, name, "links to something else");
  }
  if (found->kind == Kind::kDirectory) return absl::OkStatus();
  alignas(64) XXH3_state_t state;
  XXH3_64bits_reset(&state);
  uint64_t size_bytes = 0;
  while (true) {
    const void* block = nullptr;
    size_t block_bytes = 0;
    la_int64_t offset = 0;
    const int result = archive_read_data_block(reader, &block, &block_bytes, &offset);
    if (result == ARCHIVE_EOF) break;
    if (result != ARCHIVE_OK) return ReaderError(path, reader);
    if (static_cast<uint64_t>(offset) != size_bytes) return Differs(path, name, "has a hole");
    if (block_bytes > 0) XXH3_64bits_update(&state, block, block_bytes);
    size_bytes += block_bytes;
    if (size_bytes > found->size_bytes) break;
  }
  bytes = size_bytes;
  if (size_bytes != found->size_bytes || XXH3_64bits_digest(&state) != found->content_hash) {
    return Differs(path, name, "has other content");
  }
  return absl::OkStatus();
}

absl::Status ReadBack::Verify(const impls::Fd& fd, const std::filesystem::path& path,
                              const std::function<absl::Status(uint64_t entries, uint64_t bytes)>& on_bytes) {
  // Stable, as of two names that are read alike the first one comes first in the archive.
  std::stable_sort(expected_.begin(), expected_.end(),
                   [](const Expected& a, const Expected& b) { return a.name_hash < b.name_hash; });
  // Names come as UTF-8 where the format says so; else as their bytes.
  const locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  struct Restore {
    ~Restore() {
      uselocale(before);
      if (own != nullptr) freelocale(own);
    }
    locale_t before, own;
  } const restore{uselocale(utf8), utf8};
  if (format_ == Format::kZip && expected_.empty() && lseek(fd.get(), 0, SEEK_END) == kEmptyZipBytes) {
    return absl::OkStatus();
  }
  const std::unique_ptr<archive, FreeReader> reader(archive_read_new());
  Source source{fd.get()};
  if (reader == nullptr) return OutOfMemory(path);
  Accept(reader.get(), format_);
  archive_read_set_read_callback(reader.get(), Source::Read);
  archive_read_set_skip_callback(reader.get(), Source::Skip);
  archive_read_set_seek_callback(reader.get(), Source::Seek);
  archive_read_set_callback_data(reader.get(), &source);
  if (archive_read_open1(reader.get()) != ARCHIVE_OK) return ReaderError(path, reader.get());
  while (true) {
    archive_entry* entry = nullptr;
    const int result = archive_read_next_header(reader.get(), &entry);
    if (result == ARCHIVE_EOF) break;
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN) return ReaderError(path, reader.get());
    uint64_t bytes = 0;
    if (const absl::Status status = Check(reader.get(), entry, path, bytes); !status.ok()) return status;
    if (const absl::Status status = on_bytes(1, bytes); !status.ok()) return status;
  }
  const auto missing = std::count_if(expected_.begin(), expected_.end(), [](const Expected& e) { return !e.found; });
  if (missing == 0) return absl::OkStatus();
  return absl::DataLossError(
      path.native() + ": reading it back, " + std::to_string(missing) + " of " + std::to_string(expected_.size()) +
      " entries are not there. Nothing was kept; check the disk and the memory, and export again");
}

absl::Status VerifyInSession(ReadBack& read_back, const OutputFile& output, Session& session) {
  session.Enter(Stage::kVerifying);
  const double begin = session.Seconds();
  const absl::Status status =
      read_back.Verify(output.fd(), session.report().archive, [&session](uint64_t entries, uint64_t bytes) {
        session.Advance(entries, bytes, "");
        return session.CheckStop();
      });
  session.report().verified_entries = read_back.entries();
  session.report().verify_seconds = session.Seconds() - begin;
  return status;
}

std::string_view MethodName(Format format, Kind kind, bool is_hard_link, bool stored) {
  if (is_hard_link) return "hard link";
  if (kind == Kind::kDirectory) return "directory";
  if (kind == Kind::kLink) return "link";
  if (stored) return "stored";
  switch (format) {
    case Format::kZip:
    case Format::kTarGz:
      return "deflated";
    case Format::kTarZst:
      return "zstd";
    case Format::kSevenZip:
      return "lzma";
    case Format::kTar:
      return "stored";
  }
  return "";
}

}  // namespace archive_export
