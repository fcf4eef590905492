#include "impls/archive_export/spool.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "impls/archive_export/below.h"
#include "impls/archive_export/errors.h"

namespace archive_export {
namespace {

// Some file systems have no O_TMPFILE.
impls::Fd NamelessFile(const std::filesystem::path& directory) {
  const std::string where = directory.empty() ? "." : directory.native();
  // The readers may hold all descriptors that there are.
  impls::Fd file = OpenPatiently([&] { return impls::Fd(open(where.c_str(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0600)); });
  if (file.get() >= 0 || errno == EMFILE || errno == ENFILE) return file;
  std::string name = where + "/.spool.XXXXXX";
  file = impls::Fd(mkostemp(name.data(), O_CLOEXEC));
  if (file.get() >= 0) unlink(name.c_str());
  return file;
}

}  // namespace

absl::Status Spool::Error(std::string_view what, int error_number) const {
  return OutputError(directory_.empty() ? "." : directory_, what, error_number);
}

absl::Status Spool::Append(std::string_view bytes) {
  tail_ += bytes;
  return tail_.size() > most_in_memory_ ? Flush() : absl::OkStatus();
}

absl::Status Spool::Flush() {
  if (file_.get() < 0) file_ = NamelessFile(directory_);
  if (file_.get() < 0) return Error("cannot hold a temporary file", errno);
  for (size_t done = 0; done < tail_.size();) {
    const ssize_t written = pwrite(file_.get(), tail_.data() + done, tail_.size() - done, static_cast<off_t>(in_file_));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return Error("cannot write a temporary file", written == 0 ? EIO : errno);
    done += static_cast<size_t>(written);
    in_file_ += static_cast<uint64_t>(written);
  }
  tail_.clear();
  return absl::OkStatus();
}

absl::Status Spool::CutTo(uint64_t size_bytes) {
  if (size_bytes >= in_file_) {
    tail_.resize(std::min<uint64_t>(tail_.size(), size_bytes - in_file_));
    return absl::OkStatus();
  }
  tail_.clear();
  in_file_ = size_bytes;  // What the file has beyond it is written over, or not read.
  return absl::OkStatus();
}

absl::StatusOr<std::string_view> Spool::Read(uint64_t offset, size_t bytes) {
  bytes = static_cast<size_t>(std::min<uint64_t>(bytes, size_bytes() - std::min(offset, size_bytes())));
  if (offset >= in_file_) return std::string_view(tail_).substr(static_cast<size_t>(offset - in_file_), bytes);
  read_.resize(bytes);
  const size_t from_file = static_cast<size_t>(std::min<uint64_t>(bytes, in_file_ - offset));
  for (size_t done = 0; done < from_file;) {
    const ssize_t got = pread(file_.get(), read_.data() + done, from_file - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return Error("cannot read a temporary file", got == 0 ? EIO : errno);
    done += static_cast<size_t>(got);
  }
  tail_.copy(read_.data() + from_file, bytes - from_file);
  return std::string_view(read_);
}

}  // namespace archive_export
