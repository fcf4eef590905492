#include "impls/archive_export/libarchive_writer.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>
#include <utility>

#include "impls/archive_export/names.h"

namespace archive_export {
namespace {

struct FreeEntry {
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};
using EntryPointer = std::unique_ptr<archive_entry, FreeEntry>;

// libarchive takes names for text in the thread's locale. Of a name that is UTF-8 it then says so in zip and converts
// it for 7z; any other one it leaves as it is.
class NameLocale {
 public:
  explicit NameLocale(bool utf8) : before_(uselocale(utf8 ? Utf8() : Bytes())) {}
  ~NameLocale() { uselocale(before_); }
  NameLocale(const NameLocale&) = delete;
  NameLocale& operator=(const NameLocale&) = delete;

 private:
  static locale_t Utf8() {
    static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return locale == nullptr ? Bytes() : locale;
  }
  static locale_t Bytes() {
    static const locale_t locale = newlocale(LC_ALL_MASK, "C", nullptr);
    return locale;
  }

  const locale_t before_;
};

EntryPointer MakeEntry(const Named& named) {
  EntryPointer entry(archive_entry_new());
  if (entry == nullptr) return entry;
  archive_entry* const made = entry.get();
  archive_entry_set_pathname(made, named.name.c_str());
  archive_entry_set_mode(made, named.entry.mode);
  archive_entry_set_uid(made, named.entry.uid);
  archive_entry_set_gid(made, named.entry.gid);
  archive_entry_set_mtime(made, named.time_s, 0);
  archive_entry_set_size(made, 0);
  if (named.entry.kind == Kind::kLink) archive_entry_set_symlink(made, named.entry.target.c_str());
  if (!named.hard_link_to.empty()) {
    archive_entry_set_hardlink(made, named.hard_link_to.c_str());
  } else if (named.entry.kind == Kind::kFile) {
    archive_entry_set_size(made, static_cast<int64_t>(named.entry.stamp.size_bytes));
  }
  return entry;
}

int SetFormat(archive* archive, Format format) {
  switch (format) {
    case Format::kZip:
      return archive_write_set_format_zip(archive);
    case Format::kSevenZip:
      return archive_write_set_format_7zip(archive);
    case Format::kTarGz:
      archive_write_add_filter_gzip(archive);
      return archive_write_set_format_gnutar(archive);
    case Format::kTarZst:
      archive_write_add_filter_zstd(archive);
      return archive_write_set_format_gnutar(archive);
    case Format::kTar:
      return archive_write_set_format_gnutar(archive);
  }
  return ARCHIVE_FATAL;
}

int SetLevel(archive* archive, Format format, int level) {
  if (format == Format::kTar) return ARCHIVE_OK;
  if (format == Format::kSevenZip && level == 0) return archive_write_set_options(archive, "compression=store");
  const std::string text = std::to_string(level);
  if (format == Format::kTarGz) archive_write_set_filter_option(archive, "gzip", "timestamp", nullptr);
  if (format == Format::kTarGz || format == Format::kTarZst) {
    return archive_write_set_filter_option(archive, nullptr, "compression-level", text.c_str());
  }
  return archive_write_set_format_option(archive, nullptr, "compression-level", text.c_str());
}

// Whether an error has its number from a file, and not from libarchive, which takes three of them for its own.
bool IsOfFile(int error_number) {
  return error_number > 0 && error_number != ENOMEM && error_number != EINVAL && error_number != EILSEQ;
}

// Where libarchive puts the file that holds what 7z compresses.
std::string TemporaryDirectory() {
  const char* const directory = getenv("TMPDIR");
  return directory == nullptr ? "/tmp" : directory;
}

// What is written until `whole`.
struct Header {
  std::string bytes;
  bool whole = false;

  static la_ssize_t Append(archive* /*archive*/, void* self, const void* bytes, size_t size_bytes) {
    auto& header = *static_cast<Header*>(self);
    if (header.whole) return -1;
    header.bytes.append(static_cast<const char*>(bytes), size_bytes);
    return static_cast<la_ssize_t>(size_bytes);
  }
};

}  // namespace

LibarchiveWriter::LibarchiveWriter(Format format, std::filesystem::path path, ByteSink sink)
    : format_(format), path_(std::move(path)), sink_(std::move(sink)), archive_(archive_write_new()) {}

LibarchiveWriter::~LibarchiveWriter() {
  if (archive_ == nullptr) return;
  // It still writes an end, which is dropped.
  if (sink_status_.ok()) sink_status_ = absl::CancelledError();
  archive_write_free(archive_);
}

// The errno of an error of 7z is that of the nameless file, as everything else that it writes goes to the sink.
absl::Status LibarchiveWriter::Error(std::string_view entry) {
  if (!sink_status_.ok()) return sink_status_;
  std::string message = path_.native() + ": cannot be written";
  if (!entry.empty()) message += ", at " + std::string(entry);
  message += ": " + LibraryReason(archive_);
  const int error_number = archive_ == nullptr ? 0 : archive_errno(archive_);
  if (format_ == Format::kSevenZip && IsOfFile(error_number)) {
    message += ", in the temporary directory " + TemporaryDirectory() +
               ", which holds all of a 7z archive's content compressed until its end. Set TMPDIR to a directory with "
               "more room, raise the limit of file sizes (ulimit -f) if there is one, or use another format";
    return absl::Status(absl::ErrnoToStatusCode(error_number), message);
  }
  return absl::InternalError(message + ". Leave the entry out, or use another format");
}

absl::StatusOr<std::unique_ptr<LibarchiveWriter>> LibarchiveWriter::Open(Format format, int level,
                                                                         const std::filesystem::path& path,
                                                                         ByteSink sink) {
  std::unique_ptr<LibarchiveWriter> writer(new LibarchiveWriter(format, path, std::move(sink)));
  archive* const made = writer->archive_;
  const auto write = [](archive* /*archive*/, void* self, const void* bytes, size_t size_bytes) -> la_ssize_t {
    // Never an error, after which libarchive would leave its compressors' memory behind.
    auto* const writer = static_cast<LibarchiveWriter*>(self);
    if (writer->sink_status_.ok()) {
      writer->sink_status_ = writer->sink_(std::string_view(static_cast<const char*>(bytes), size_bytes));
    }
    return static_cast<la_ssize_t>(size_bytes);
  };
  if (made == nullptr || SetFormat(made, format) != ARCHIVE_OK || SetLevel(made, format, level) != ARCHIVE_OK ||
      archive_write_set_bytes_per_block(made, 64 << 10) != ARCHIVE_OK ||
      archive_write_set_bytes_in_last_block(made, 1) != ARCHIVE_OK ||
      archive_write_open(made, writer.get(), nullptr, write, nullptr) != ARCHIVE_OK) {
    return writer->Error("");
  }
  return writer;
}

absl::Status LibarchiveWriter::Begin(const Named& named, bool stored) {
  const EntryPointer entry = MakeEntry(named);
  if (entry == nullptr) return Error(named.name);
  if (format_ == Format::kZip) {
    stored ? archive_write_zip_set_compression_store(archive_) : archive_write_zip_set_compression_deflate(archive_);
  }
  const NameLocale locale(IsUtf8(named.name));
  return archive_write_header(archive_, entry.get()) == ARCHIVE_OK ? sink_status_ : Error(named.name);
}

absl::Status LibarchiveWriter::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const la_ssize_t written = archive_write_data(archive_, bytes.data(), bytes.size());
    if (written <= 0) return Error("");
    if (!sink_status_.ok()) return sink_status_;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status LibarchiveWriter::Finish() {
  const NameLocale locale(/*utf8=*/true);
  if (archive_write_close(archive_) != ARCHIVE_OK) return Error("");
  archive_write_free(std::exchange(archive_, nullptr));
  return sink_status_;
}

std::string LibraryReason(archive* archive) {
  const char* const reason = archive == nullptr ? "no memory" : archive_error_string(archive);
  std::string text = std::string("libarchive: ") + (reason == nullptr ? "gives no reason" : reason);
  const int error_number = archive == nullptr ? 0 : archive_errno(archive);
  if (error_number <= 0) return text;  // none, or one of its own
  return text + ": " + std::generic_category().message(error_number) + " (errno " + std::to_string(error_number) + ")";
}

// An archive for each header: libarchive writes the content of an entry before the next header, and if only as zeros.
absl::StatusOr<std::string> TarHeader(const Named& named) {
  Header header;
  archive* const made = archive_write_new();
  const EntryPointer entry = MakeEntry(named);
  const bool ok = made != nullptr && entry != nullptr && archive_write_set_format_gnutar(made) == ARCHIVE_OK &&
                  archive_write_set_bytes_per_block(made, 0) == ARCHIVE_OK &&
                  archive_write_open(made, &header, nullptr, Header::Append, nullptr) == ARCHIVE_OK;
  const NameLocale locale(IsUtf8(named.name));
  const bool written = ok && archive_write_header(made, entry.get()) == ARCHIVE_OK;
  absl::Status status;
  if (!written) status = absl::InternalError(LibraryReason(made));
  header.whole = true;
  if (made != nullptr) archive_write_free(made);
  if (!status.ok()) return status;
  return std::move(header.bytes);
}

}  // namespace archive_export
