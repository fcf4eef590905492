#ifndef PAWL_TOOLS_LAYOUT_DEBUG_FILE_H_
#define PAWL_TOOLS_LAYOUT_DEBUG_FILE_H_

#include <elfutils/libdw.h>

#include <string>

#include "absl/status/status.h"

namespace pawl {

// The debug information of a binary, open as long as this lives.
class DebugFile {
 public:
  DebugFile() = default;
  DebugFile(const DebugFile&) = delete;
  DebugFile& operator=(const DebugFile&) = delete;
  ~DebugFile();

  // Once. Fails as ReadLayouts does.
  absl::Status Open(const std::string& binary);

  // Owned by this; null until opened.
  Dwarf* dwarf() const { return dwarf_; }

 private:
  int descriptor_ = -1;
  Elf* elf_ = nullptr;
  Dwarf* dwarf_ = nullptr;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_LAYOUT_DEBUG_FILE_H_
