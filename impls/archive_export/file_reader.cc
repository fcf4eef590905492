#include "impls/archive_export/file_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "impls/archive_export/below.h"
#include "impls/archive_export/errors.h"

namespace archive_export {
namespace {

bool IsShortage(int error_number) { return error_number == EMFILE || error_number == ENFILE; }

}  // namespace

impls::Fd DescriptorGate::Enter(const impls::Fd& root, const std::string& path) {
  // A pipe that took the file's place must not block.
  constexpr int kFlags = O_RDONLY | O_NONBLOCK | O_NOCTTY;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      left_.wait(lock, [this] { return open_ < allowed_; });
      ++open_;
    }
    impls::Fd fd = OpenBelow(root, path, kFlags);
    if (fd.get() >= 0) return fd;
    if (!IsShortage(errno)) break;
    {
      const std::lock_guard lock(mutex_);
      allowed_ = std::max<size_t>(std::min(allowed_, open_) - 1, 1);
      if (open_ > 1) {
        --open_;
        continue;  // as soon as one of the others is done
      }
    }
    fd = OpenPatiently([&] { return OpenBelow(root, path, kFlags); });
    if (fd.get() >= 0) return fd;
    break;
  }
  const int error = errno;
  Leave();
  errno = error;
  return impls::Fd();
}

void DescriptorGate::Leave() {
  {
    const std::lock_guard lock(mutex_);
    --open_;
  }
  left_.notify_one();
}

size_t DescriptorGate::allowed() const {
  const std::lock_guard lock(mutex_);
  return allowed_;
}

absl::StatusOr<Bytes> FileReader::Read(const Entry& entry, uint64_t offset, char* data, size_t bytes) {
  impls::Fd fd = gate_.Enter(root_, entry.path);
  if (fd.get() < 0) return SystemError(FullPath(entry), "cannot open", errno);
  struct Left {
    ~Left() {
      fd.Close();
      gate.Leave();
    }
    DescriptorGate& gate;
    impls::Fd& fd;
  } left{gate_, fd};
  struct stat status = {};
  if (fstat(fd.get(), &status) != 0) return SystemError(FullPath(entry), "cannot look at", errno);
  if (!S_ISREG(status.st_mode)) return SystemError(FullPath(entry), "is no regular file any more", ESTALE);
  Bytes result;
  while (result.bytes < bytes) {
    const size_t wanted = std::min(bytes - result.bytes, chunk_bytes_);
    const ssize_t got = pread(fd.get(), data + result.bytes, wanted, static_cast<off_t>(offset + result.bytes));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemError(FullPath(entry), "cannot read", errno);
    if (got == 0) break;
    result.bytes += static_cast<size_t>(got);
  }
  if (fstat(fd.get(), &status) != 0) return SystemError(FullPath(entry), "cannot look at", errno);
  if (const Stamp now = StampOf(status); now != entry.stamp) {
    result.whole = absl::AbortedError(
        FullPath(entry).native() + ": changed while the tree was exported: " + std::to_string(entry.stamp.size_bytes) +
        " bytes before, " + std::to_string(now.size_bytes) +
        " after. The archive has what was read; export again when nothing writes to it");
  }
  return result;
}

}  // namespace archive_export
