#ifndef PAWL_IMPLS_BUILD_PLAN_LISTING_H_
#define PAWL_IMPLS_BUILD_PLAN_LISTING_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "impls/build_plan/build_plan.h"
#include "impls/build_plan/ignore_rules.h"
#include "impls/build_plan/stamp.h"

namespace build_plan {

// One name in a directory, if it is of any use to a plan.
struct Name {
  std::string_view name;
  FileType type;
  bool is_dockerfile;
  KindSet kinds;  // that it is an input of; of a directory, 0
};

// The order of the paths of two names of one directory, or of what is below them: a directory's goes on with a '/'.
bool ComesBefore(const Name& a, const Name& b);

// The names of a directory in the order of the paths at or below them, in one text.
class Names {
 public:
  void Add(const Name& name) {
    const Head head = {static_cast<uint16_t>(name.name.size()), name.type, name.is_dockerfile, name.kinds};
    char bytes[sizeof head];
    std::memcpy(bytes, &head, sizeof head);
    text_.append(bytes, sizeof head).append(name.name);
  }
  void Reserve(size_t names, size_t bytes) { text_.reserve(names * sizeof(Head) + bytes); }

  // Puts the name at `at`, which is 0 at first, into `name`, and moves `at` on. False at the end.
  bool Next(size_t& at, Name& name) const {
    if (at == text_.size()) return false;
    Head head;
    std::memcpy(&head, text_.data() + at, sizeof head);
    at += sizeof head;
    name = {std::string_view(text_).substr(at, head.size_bytes), head.type, head.is_dockerfile, head.kinds};
    at += head.size_bytes;
    return true;
  }

 private:
  struct Head {
    uint16_t size_bytes;  // file systems have names of 255 bytes at most, by their interface of 65,535
    FileType type;
    bool is_dockerfile;
    KindSet kinds;
  };

  std::string text_;
};

struct Listing {
  Names names;
  Stamp stamp;           // from before the names were read
  bool trusted = false;  // any later change changes the stamp
  int error_number = 0;  // errno, with no names
};

// The file system that a walk begins in.
struct FileSystem {
  uint64_t device = 0;
  bool stamps_by_our_clock = false;
};

// A directory of a tree.
struct Place {
  int root_fd;
  const char* path;  // relative to it, "." for the root
  bool is_root;
  int last_match;  // the last of the rules that matches it
};

// Reads one directory: what .dockerignore leaves out is left out, and so are directories that need not be entered.
// openat, statx, getdents64 until nothing comes, close; a stat for names whose type the file system does not tell.
// Memory beyond the result: 64 KiB and the names, for the life of the thread.
Listing List(const Place& place, const IgnoreRules& rules, const FileSystem& root);

}  // namespace build_plan

#endif  // PAWL_IMPLS_BUILD_PLAN_LISTING_H_
