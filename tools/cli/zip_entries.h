#ifndef PAWL_TOOLS_CLI_ZIP_ENTRIES_H_
#define PAWL_TOOLS_CLI_ZIP_ENTRIES_H_

#include <cstdint>
#include <ctime>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace pawl {

struct ZipEntry {
  std::string name;  // within the archive, as it is written there: it may hold anything
  std::string text;
  std::time_t modified = 0;  // 0: the archive doesn't say
};

struct ZipLimits {
  std::function<bool(std::string_view name)> wanted;  // others are skipped without being unpacked
  std::uintmax_t most_bytes = 0;                      // of one entry, unpacked: as it claims, and as it is
};

// Takes an entry that cannot be read, with a message that names the archive and the entry.
using EntryRefusal = std::function<void(const std::string& name, absl::Status)>;

// Calls `use` for each entry that is wanted, in the archive's order. One that cannot be read goes to `refuse`, and the
// next one follows, after a hundred such at least; so does, as the last one and without a name, what is wrong with the
// archive as a whole. Nothing is written anywhere. `path` names the archive in messages.
void ReadZipFile(const std::string& path, const ZipLimits& limits, const std::function<void(ZipEntry)>& use,
                 const EntryRefusal& refuse);

// The same of an archive in memory, which `origin` names.
void ReadZip(std::string_view bytes, const std::string& origin, const ZipLimits& limits,
             const std::function<void(ZipEntry)>& use, const EntryRefusal& refuse);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_ZIP_ENTRIES_H_
