#include "impls/archive_export/output_file.h"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <utility>

#include "impls/archive_export/errors.h"

namespace archive_export {
namespace {

namespace fs = std::filesystem;

bool SameFile(const Stamp& a, const Stamp& b) { return a.device == b.device && a.inode == b.inode; }

std::string RandomSuffix() {
  constexpr char kCharacters[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  uint64_t random = 0;
  if (getrandom(&random, sizeof random, 0) != sizeof random) random = static_cast<uint64_t>(getpid());
  std::string suffix = ".";
  for (int i = 0; i < 6; ++i, random /= 62) suffix += kCharacters[random % 62];
  return suffix;
}

// Without it the machine's crash may undo the rename, which leaves what was there before: no reason to fail.
void SyncDirectory(const fs::path& directory) {
  const impls::Fd fd(open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() >= 0) fsync(fd.get());
}

}  // namespace

absl::StatusOr<OutputFile> OutputFile::Create(const fs::path& path) {
  if (path.filename().empty() || fs::is_directory(path)) return OutputError(path, "cannot be written", EISDIR);
  for (int attempt = 0; attempt < 100; ++attempt) {
    std::string temporary = path.native() + RandomSuffix();
    impls::Fd fd(open(temporary.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666));  // The umask is applied.
    if (fd.get() >= 0) return OutputFile(path, std::move(temporary), std::move(fd));
    if (errno != EEXIST) return OutputError(path, "cannot be written: no file can be created beside it", errno);
  }
  return OutputError(path, "cannot be written: no file can be created beside it", EEXIST);
}

OutputFile::OutputFile(fs::path path, std::string temporary, impls::Fd fd)
    : path_(std::move(path)), temporary_(std::move(temporary)), fd_(std::move(fd)) {
  struct stat status = {};
  if (fstat(fd_.get(), &status) == 0) own_ = StampOf(status);
  if (lstat(path_.c_str(), &status) == 0) replaced_ = StampOf(status);
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, "")),
      fd_(std::move(other.fd_)),
      size_bytes_(other.size_bytes_),
      own_(other.own_),
      replaced_(other.replaced_) {}

OutputFile::~OutputFile() {
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

absl::Status OutputFile::Error(int error_number) const { return OutputError(path_, "cannot be written", error_number); }

bool OutputFile::Is(const Stamp& stamp) const { return SameFile(stamp, own_) || SameFile(stamp, replaced_); }

absl::Status OutputFile::Write(std::string_view bytes) {
  const absl::Status written = PatchAt(size_bytes_, bytes);
  if (written.ok()) size_bytes_ += bytes.size();
  return written;
}

absl::Status OutputFile::PatchAt(uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = pwrite(fd_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    // Nothing, and no reason: asked again, it might say so for ever.
    if (written <= 0) return Error(written == 0 ? EIO : errno);
    bytes.remove_prefix(static_cast<size_t>(written));
    offset += static_cast<uint64_t>(written);
  }
  return absl::OkStatus();
}

absl::Status OutputFile::CutTo(uint64_t size_bytes) {
  if (ftruncate(fd_.get(), static_cast<off_t>(size_bytes)) != 0) return Error(errno);
  size_bytes_ = size_bytes;
  return absl::OkStatus();
}

absl::Status OutputFile::Commit() {
  if (fsync(fd_.get()) != 0) return Error(errno);
  if (rename(temporary_.c_str(), path_.c_str()) != 0) return OutputError(path_, "cannot be replaced", errno);
  temporary_.clear();
  SyncDirectory(path_.parent_path());
  return absl::OkStatus();
}

}  // namespace archive_export
