#include "impls/build_plan/mutations.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <string>

#include "impls/temp_dir.h"

namespace build_plan {
namespace {

namespace fs = std::filesystem;

void Check(bool done, const fs::path& path) {
  if (done) return;
  std::perror(path.c_str());
  std::abort();
}

void Write(const fs::path& path, std::string_view bytes) { Check(impls::WriteFile(path, bytes).ok(), path); }

void Exchange(const fs::path& a, const fs::path& b) {
  Check(renameat2(AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE) == 0, a);
}

// Does `change`, then gives `directory` the times that it had.
template <typename Change>
void WithTimesSetBack(const fs::path& directory, Change change) {
  struct stat before = {};
  Check(stat(directory.c_str(), &before) == 0, directory);
  change();
  const timespec times[2] = {before.st_atim, before.st_mtim};
  Check(utimensat(AT_FDCWD, directory.c_str(), times, 0) == 0, directory);
}

void Touch(const fs::path& path, time_t seconds) {
  const timespec times[2] = {{seconds, 0}, {seconds, 0}};
  Check(utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW) == 0, path);
}

// Writes over the first bytes of a file by way of memory.
void WriteThroughMapping(const fs::path& path, std::string_view bytes) {
  const int fd = open(path.c_str(), O_RDWR | O_CLOEXEC);
  Check(fd >= 0, path);
  void* const memory = mmap(nullptr, bytes.size(), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  Check(memory != MAP_FAILED, path);
  bytes.copy(static_cast<char*>(memory), bytes.size());
  munmap(memory, bytes.size());
  close(fd);
}

// A name that was not there before.
fs::path Fresh(const fs::path& directory) {
  static int number = 0;
  return directory / ("fresh_" + std::to_string(number++) + ".go");
}

constexpr Mutation kMutations[] = {
    {"a file is added", [](const fs::path& root) { Write(Fresh(root / "a/b"), ""); }},
    {"a file is added to the root", [](const fs::path& root) { Write(Fresh(root), ""); }},
    {"a file is added to an empty directory", [](const fs::path& root) { Write(Fresh(root / "empty"), ""); }},
    {"a Dockerfile is added", [](const fs::path& root) { Write(root / "a/b/Dockerfile", ""); }},
    {"a file is removed", [](const fs::path& root) { fs::remove(root / "a/x.go"); }},
    {"a file is renamed", [](const fs::path& root) { fs::rename(root / "a/b/y.py", Fresh(root / "a/b")); }},
    {"a file is moved", [](const fs::path& root) { fs::rename(root / "d/w.java", Fresh(root / "a/b/c")); }},
    {"a file has a second name",
     [](const fs::path& root) { fs::create_hard_link(root / "keep.py", Fresh(root / "a")); }},
    {"a file becomes a directory",
     [](const fs::path& root) {
       fs::remove(root / "f");
       Write(root / "f/in.go", "");
     }},
    {"a file becomes a link",
     [](const fs::path& root) {
       fs::remove(root / "g.go");
       fs::create_symlink("keep.py", root / "g.go");
     }},
    {"a link becomes a file",
     [](const fs::path& root) {
       fs::remove(root / "g.go");
       Write(root / "g.go", "");
     }},
    {"a directory becomes a link to a copy",
     [](const fs::path& root) {
       fs::rename(root / "copied", root / "copied_before");
       fs::create_directory_symlink("copied_before", root / "copied");
     }},
    {"a link becomes the directory that it leads to",
     [](const fs::path& root) {
       fs::remove(root / "copied");
       fs::rename(root / "copied_before", root / "copied");
     }},
    {"a directory is added", [](const fs::path& root) { fs::create_directories(Fresh(root) / "below"); }},
    {"a full directory is moved in",
     [](const fs::path& root) {
       Write(root / "outside" / "h.go", "");
       fs::rename(root / "outside", Fresh(root / "a"));
     }},
    {"a directory is renamed", [](const fs::path& root) { fs::rename(root / "a/b", root / "a/renamed"); }},
    {"the directory is renamed back", [](const fs::path& root) { fs::rename(root / "a/renamed", root / "a/b"); }},
    {"a directory is moved", [](const fs::path& root) { fs::rename(root / "a/b/c", root / "d/c"); }},
    {"a directory is removed", [](const fs::path& root) { fs::remove_all(root / "d/c"); }},
    {"two directories are exchanged", [](const fs::path& root) { Exchange(root / "a/b", root / "d"); }},
    {"a directory and a file are exchanged", [](const fs::path& root) { Exchange(root / "a", root / "keep.py"); }},
    {"they are exchanged again", [](const fs::path& root) { Exchange(root / "a", root / "keep.py"); }},
    {"a file is added, its directory's times set back",
     [](const fs::path& root) { WithTimesSetBack(root / "a/b", [&root] { Write(Fresh(root / "a/b"), ""); }); }},
    {"a file is renamed, its directory's times set back",
     [](const fs::path& root) {
       WithTimesSetBack(root / "a", [&root] { fs::rename(root / "a/u.go", root / "a/v.go"); });
     }},
    {"two directories are exchanged, all times set back",
     [](const fs::path& root) { WithTimesSetBack(root, [&root] { Exchange(root / "a", root / "twin"); }); }},
    {"a directory's time is set to long ago", [](const fs::path& root) { Touch(root / "a", 1'000'000'000); }},
    {"a file is added to a directory of that time",
     [](const fs::path& root) {
       Write(Fresh(root / "a"), "");
       Touch(root / "a", 1'000'000'000);
     }},
    {"a directory's time is set to a day to come", [](const fs::path& root) { Touch(root / "a/b", 4'000'000'000); }},
    {"a file is added to a directory of that day",
     [](const fs::path& root) {
       Write(Fresh(root / "a/b"), "");
       Touch(root / "a/b", 4'000'000'000);
     }},
    {"a file is touched", [](const fs::path& root) { Touch(root / "keep.py", 1'500'000'000); }},
    {"a file's content is changed", [](const fs::path& root) { Write(root / "keep.py", "changed"); }},
    {".dockerignore is rewritten", [](const fs::path& root) { Write(root / ".dockerignore", "*.java\n"); }},
    {".dockerignore is written over, its times set back",
     [](const fs::path& root) {
       WithTimesSetBack(root / ".dockerignore", [&root] { Write(root / ".dockerignore", "*.py\n\n\n"); });
     }},
    {".dockerignore is written to through a mapping",
     [](const fs::path& root) { WriteThroughMapping(root / ".dockerignore", "*.go"); }},
    {".dockerignore no longer leaves a directory out",
     [](const fs::path& root) { Write(root / ".dockerignore", "d"); }},
    {".dockerignore is removed", [](const fs::path& root) { fs::remove(root / ".dockerignore"); }},
    {"the root is replaced by a copy",
     [](const fs::path& root) {
       const fs::path copy = root.native() + "_copy";
       fs::copy(root, copy, fs::copy_options::recursive | fs::copy_options::copy_symlinks);
       Write(Fresh(copy / "a"), "");
       Exchange(root, copy);
     }},
    {"the root becomes a link to another",
     [](const fs::path& root) {
       const fs::path old = root.native() + "_old";
       fs::rename(root, old);
       fs::create_directory_symlink(root.native() + "_copy", root);
     }},
    {"the link leads to the first one again",
     [](const fs::path& root) {
       fs::remove(root);
       fs::rename(root.native() + "_old", root);
     }},
};

}  // namespace

void MakeMutable(const fs::path& root) {
  for (const char* path : {"a/x.go", "a/u.go", "a/b/y.py", "a/b/c/z", "d/w.java", "d/v", "f", "g.go", "keep.py",
                           "copied/i.go", "copied/j", "twin/k.go", "twin/b/l.go", "left_out/m.go", "Dockerfile"}) {
    Write(root / path, path);
  }
  fs::create_directory(root / "empty");
  Write(root / ".dockerignore", "left_out\n*.log\n");
}

std::vector<Mutation> Mutations() { return {std::begin(kMutations), std::end(kMutations)}; }

}  // namespace build_plan
