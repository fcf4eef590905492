#ifndef PAWL_TOOLS_STORE_BINARY_STORE_H_
#define PAWL_TOOLS_STORE_BINARY_STORE_H_

#include <filesystem>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "tools/store/place.h"

namespace pawl {

// Where a binary was put.
struct Kept {
  std::string hash;        // of its contents
  std::string not_shared;  // why the remote cache does not have it; empty: it has, or there is none
};

// The accepted binaries, by the hash of their bytes: in a folder and, where one is named, in a remote cache. Safe to
// use from several processes at once, not from several threads.
class BinaryStore {
 public:
  explicit BinaryStore(StorePlace place) : place_(std::move(place)) {}

  // Keeps a copy of `file`. An error says where it could not be kept and why; kFailedPrecondition if nothing is kept
  // here at all.
  absl::StatusOr<Kept> Put(const std::filesystem::path& file) const;

  // Copies the binary with that content hash to the new executable file `into`: from the folder, else from the remote
  // cache, and then the folder has it, too. A remote cache that does not answer is asked once. An error is a sentence
  // without its end that says where it is not or what is wrong with it; then there is no `into`. What it copies is what
  // was put, byte for byte.
  absl::Status Get(const std::string& hash, const std::filesystem::path& into);

  // Notes that the binary with that content hash is in use although nobody had to get it.
  void Touch(const std::string& hash) const;

 private:
  StorePlace place_;
  bool cache_is_away_ = false;  // it was asked in vain: it is not waited for again
};

}  // namespace pawl

#endif  // PAWL_TOOLS_STORE_BINARY_STORE_H_
