#ifndef PAWL_TOOLS_STORE_LOCAL_STORE_H_
#define PAWL_TOOLS_STORE_LOCAL_STORE_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>

#include "absl/status/statusor.h"

namespace pawl {

// Files by the hash of their bytes in a folder: <root>/9c/9c12...
//
// Any number of processes may use one folder at once: an entry appears whole, by a rename, and is never written again;
// whoever reads one copies it while it hashes it, so that no other process can take it away or change it. The folder
// holds `max_bytes` at most, for as long as no other process puts: after each Put those entries go that were not put or
// got for longest. Users who share a folder need write permission in it and in its folders (mode 2775, umask 002). A
// kill leaves at most an unnamed temporary file, which a later Put removes.
class LocalStore {
 public:
  // Creates nothing yet. `root` is absolute.
  LocalStore(std::filesystem::path root, int64_t max_bytes) : root_(std::move(root)), max_bytes_(max_bytes) {}

  // Keeps a copy of `file`, also in the place of an entry that is damaged, and returns its content hash; in a folder
  // that cannot be written a sound entry of it will do. Errors name
  // the path that could not be written; kResourceExhausted if the file alone is larger than the bound.
  absl::StatusOr<std::string> Put(const std::filesystem::path& file) const;

  // Copies the file with that content hash to the new executable file `into`. Otherwise there is no `into`, and
  //   * kNotFound: the folder, if there is one, has no such entry;
  //   * kDataLoss: the entry was damaged. It has been removed, or the message says why it could not be;
  //   * else the entry could not be read, or `into` not be written.
  absl::Status Get(const std::string& hash, const std::filesystem::path& into) const;

  // Notes that the entry, if there is one, is in use: it goes later.
  void Touch(const std::string& hash) const;

  const std::filesystem::path& root() const { return root_; }

 private:
  std::filesystem::path PathOf(const std::string& hash) const;
  absl::Status RemoveDamaged(const std::filesystem::path& entry, int file, const std::string& what) const;
  // Makes room; `kept` stays. What can't be removed stays, too: the bound is a courtesy to the disk, no promise.
  void Evict(const std::filesystem::path& kept) const;

  std::filesystem::path root_;
  int64_t max_bytes_;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_STORE_LOCAL_STORE_H_
