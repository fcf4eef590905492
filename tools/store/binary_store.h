#ifndef PAWL_TOOLS_STORE_BINARY_STORE_H_
#define PAWL_TOOLS_STORE_BINARY_STORE_H_

#include <filesystem>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "tools/store/place.h"

namespace pawl {

// The accepted binaries, by the hash of their bytes. Safe to use from several processes at once, not from several
// threads.
class BinaryStore {
 public:
  explicit BinaryStore(StorePlace place) : place_(std::move(place)) {}

  // Keeps a copy of `file` and returns its content hash. An error says where it could not be kept and why;
  // kFailedPrecondition if nothing is kept here at all.
  absl::StatusOr<std::string> Put(const std::filesystem::path& file) const;

  // Copies the binary with that content hash to the new executable file `into`. An error is a sentence without its end
  // that says where it is not or what is wrong with it; then there is no `into`. What it copies is what was put, byte
  // for byte.
  absl::Status Get(const std::string& hash, const std::filesystem::path& into) const;

 private:
  StorePlace place_;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_STORE_BINARY_STORE_H_
