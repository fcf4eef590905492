#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_READ_BACK_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_READ_BACK_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "impls/archive_export/archive_export.h"
#include "impls/archive_export/libarchive_writer.h"
#include "impls/archive_export/output_file.h"
#include "impls/archive_export/session.h"

namespace archive_export {

// Compares a written archive, of any format, with what was meant to be in it: libarchive reads it, and every entry's
// name, kind, target and content are those that were expected, and all that were expected are there. Contents are
// compared by XXH3 of 64 bits, names likewise. Memory: 32 bytes for each entry.
class ReadBack {
 public:
  explicit ReadBack(Format format) : format_(format) {}

  // An entry and its whole content.
  void Expect(const Named& named, std::string_view content);

  // An entry whose content has this XXH3.
  void Expect(const Named& named, uint64_t size_bytes, uint64_t content_hash);

  // Reads the archive that is open as `fd`. `on_bytes` hears of progress and may end it by an error. DATA_LOSS, and
  // `path` with the entry's name, at the first difference.
  absl::Status Verify(const impls::Fd& fd, const std::filesystem::path& path,
                      const std::function<absl::Status(uint64_t entries, uint64_t bytes)>& on_bytes);

  uint64_t entries() const { return expected_.size(); }

 private:
  struct Expected {
    uint64_t name_hash = 0;
    uint64_t size_bytes = 0;
    uint64_t content_hash = 0;  // of a link its target's
    Kind kind = Kind::kFile;
    bool is_hard_link = false;
    bool found = false;
  };

  uint64_t NameHash(std::string name) const;
  absl::Status Check(void* archive, void* entry, const std::filesystem::path& path, uint64_t& bytes);

  const Format format_;
  std::vector<Expected> expected_;
};

// The same for an export: its stage, times and counts included.
absl::Status VerifyInSession(ReadBack& read_back, const OutputFile& output, Session& session);

// As EntryReport::method has it.
std::string_view MethodName(Format format, Kind kind, bool is_hard_link, bool stored);

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_READ_BACK_H_
