#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_FILE_READER_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_FILE_READER_H_

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <mutex>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/archive_export/tree.h"
#include "impls/fd.h"

namespace archive_export {

// How many files may be open at once. Safe to use from several threads.
class DescriptorGate {
 public:
  explicit DescriptorGate(size_t most) : allowed_(most) {}

  // Opens `path` for reading once fewer than allowed are open. While descriptors run out, fewer are allowed from then
  // on, down to one, for which it waits a second. -1 with errno set; else Leave() is due.
  impls::Fd Enter(const impls::Fd& root, const std::string& path);
  void Leave();

  // Allowed at last.
  size_t allowed() const;

 private:
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable left_;
  size_t allowed_;
  size_t open_ = 0;
};

struct Bytes {
  size_t bytes = 0;                       // fewer than wanted if the file has become shorter
  absl::Status whole = absl::OkStatus();  // ABORTED if the file is not what was listed, or changed while it was read
};

// Reads the files of one tree. Safe to use from several threads.
class FileReader {
 public:
  // `chunk_bytes` at a time, from `most` files at once. Borrows the root.
  FileReader(const std::filesystem::path& root_path, const impls::Fd& root, size_t chunk_bytes, size_t most)
      : root_path_(root_path), root_(root), chunk_bytes_(chunk_bytes), gate_(most) {}

  // Reads up to `bytes` from `offset` on. An error if it is no regular file any more, or cannot be opened or read.
  absl::StatusOr<Bytes> Read(const Entry& entry, uint64_t offset, char* data, size_t bytes);

  const DescriptorGate& gate() const { return gate_; }

  // For messages.
  std::filesystem::path FullPath(const Entry& entry) const { return root_path_ / entry.path; }

 private:
  const std::filesystem::path& root_path_;
  const impls::Fd& root_;
  const size_t chunk_bytes_;
  DescriptorGate gate_;
};

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_FILE_READER_H_
