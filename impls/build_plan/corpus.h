#ifndef PAWL_IMPLS_BUILD_PLAN_CORPUS_H_
#define PAWL_IMPLS_BUILD_PLAN_CORPUS_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "absl/status/status.h"
#include "impls/temp_dir.h"

// Trees for test and benchmark: the same on every machine and in every run.
namespace build_plan::corpus {

using impls::TempDir;
using impls::WriteFile;

// Fills `root` with `directories` directories, at random places below each other, of 4 to 26 files each (15 on the
// average), as a repository of services has them: sources in three languages, build files, a Dockerfile here and there,
// a link to a file and one that loops, and a .dockerignore of ten rules that leaves out about a tenth. Files hold their
// own paths.
absl::Status WriteTree(const std::filesystem::path& root, uint64_t seed, size_t directories);

// Fills `root` with one service: ten entries, of which one is a directory, and no .dockerignore.
absl::Status WriteTinyTree(const std::filesystem::path& root);

}  // namespace build_plan::corpus

#endif  // PAWL_IMPLS_BUILD_PLAN_CORPUS_H_
