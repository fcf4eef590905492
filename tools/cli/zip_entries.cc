#include "tools/cli/zip_entries.h"

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <functional>
#include <memory>
#include <utility>

#include "fmt/format.h"

namespace pawl {
namespace {

constexpr size_t kBlockBytes = 1 << 16;
// Each time costs the central directory and the headers so far. More damaged entries than that are no chance hit: the
// archive was not transferred as it is.
constexpr int kMostReopened = 100;

struct Closing {
  void operator()(archive* reader) const { archive_read_free(reader); }
};
using Reader = std::unique_ptr<archive, Closing>;

Reader NewReader() {
  Reader reader(archive_read_new());
  archive_read_support_format_zip(reader.get());
  return reader;
}

std::string Why(archive* reader) {
  const char* const text = archive_error_string(reader);
  return text == nullptr ? "it ends too early" : text;
}

std::string NameOf(archive_entry* entry) {
  const char* name = archive_entry_pathname(entry);
  if (name == nullptr) name = archive_entry_pathname_utf8(entry);  // what this process's locale has no letters for
  return name == nullptr ? "" : name;
}

// How a reader is given the archive's bytes; libarchive's code.
using Opening = std::function<int(archive* reader)>;

class Zip {
 public:
  Zip(Opening open, const std::string& origin, const ZipLimits& limits)
      : open_(std::move(open)), origin_(origin), limits_(limits) {}

  void Read(const std::function<void(ZipEntry)>& use, const EntryRefusal& refuse) {
    if (!Reopen(0)) return refuse("", Damaged(origin_));
    bool after_refusal = false;
    int reopened = 0;
    for (size_t index = 0;; ++index) {
      archive_entry* entry = nullptr;
      int code = archive_read_next_header(reader_.get(), &entry);
      // libarchive 3.8 reads on after a damaged entry in a new reader only, 3.6 in the same one.
      if (code < ARCHIVE_WARN && after_refusal && reopened++ < kMostReopened && Reopen(index)) {
        code = archive_read_next_header(reader_.get(), &entry);
      }
      if (code == ARCHIVE_EOF) return;
      if (code < ARCHIVE_WARN && after_refusal && reopened > kMostReopened) return refuse("", TooManyDamaged());
      if (code < ARCHIVE_WARN) return refuse("", Damaged(origin_));
      after_refusal = false;
      ZipEntry read{NameOf(entry), "", archive_entry_mtime_is_set(entry) != 0 ? archive_entry_mtime(entry) : 0};
      if (archive_entry_filetype(entry) == AE_IFDIR || !limits_.wanted(read.name)) continue;
      const absl::Status status = ReadText(entry, read);
      if (status.ok()) {
        use(std::move(read));
      } else {
        refuse(read.name, status);
        after_refusal = true;
      }
    }
  }

 private:
  // A new reader, after the first `skipped` entries.
  bool Reopen(size_t skipped) {
    reader_ = NewReader();
    bool good = open_(reader_.get()) == ARCHIVE_OK;
    archive_entry* ignored = nullptr;
    for (; good && skipped > 0; --skipped) good = archive_read_next_header(reader_.get(), &ignored) >= ARCHIVE_WARN;
    return good;
  }

  absl::Status ReadText(archive_entry* entry, ZipEntry& read) {
    const std::string what = fmt::format("{} (entry {})", origin_, read.name);
    const bool claims = archive_entry_size_is_set(entry) != 0;
    if (claims && static_cast<std::uintmax_t>(archive_entry_size(entry)) > limits_.most_bytes) {
      return TooLarge(what, fmt::format("claims {} MiB", archive_entry_size(entry) >> 20));
    }
    std::array<char, kBlockBytes> block{};
    while (true) {
      const la_ssize_t bytes = archive_read_data(reader_.get(), block.data(), block.size());
      if (bytes == 0) return absl::OkStatus();
      if (bytes < 0) return Damaged(what);  // also a wrong checksum, after the last byte
      read.text.append(block.data(), static_cast<size_t>(bytes));
      if (read.text.size() > limits_.most_bytes) return TooLarge(what, "unpacks to more");
    }
  }

  absl::Status Damaged(const std::string& what) const {
    return absl::DataLossError(fmt::format(
        "{}: not a zip file, or damaged ({}): download it again, or run the test again", what, Why(reader_.get())));
  }

  absl::Status TooManyDamaged() const {
    return absl::DataLossError(
        fmt::format("{}: has more than {} damaged entries, what follows them was not read: download it again", origin_,
                    kMostReopened));
  }

  absl::Status TooLarge(const std::string& what, const std::string& how) const {
    return absl::ResourceExhaustedError(
        fmt::format("{}: {} than the {} MiB that a file in an archive may have: leave that file out", what,
                    how.starts_with("claims") ? how + ", more" : how, limits_.most_bytes >> 20));
  }

  const Opening open_;
  Reader reader_;
  const std::string& origin_;
  const ZipLimits& limits_;
};

}  // namespace

void ReadZipFile(const std::string& path, const ZipLimits& limits, const std::function<void(ZipEntry)>& use,
                 const EntryRefusal& refuse) {
  const auto open = [&](archive* reader) { return archive_read_open_filename(reader, path.c_str(), kBlockBytes); };
  Zip(open, path, limits).Read(use, refuse);
}

void ReadZip(std::string_view bytes, const std::string& origin, const ZipLimits& limits,
             const std::function<void(ZipEntry)>& use, const EntryRefusal& refuse) {
  const auto open = [&](archive* reader) { return archive_read_open_memory(reader, bytes.data(), bytes.size()); };
  Zip(open, origin, limits).Read(use, refuse);
}

}  // namespace pawl
