#include "tools/store/binary_store.h"

#include "fmt/format.h"
#include "tools/store/local_store.h"

namespace pawl {
namespace {

absl::Status NoStore(const StorePlace& place) {
  return absl::FailedPreconditionError(fmt::format("accepted binaries are not kept here: {}", place.absent));
}

}  // namespace

absl::StatusOr<std::string> BinaryStore::Put(const std::filesystem::path& file) const {
  if (place_.folder.empty()) return NoStore(place_);
  return LocalStore(place_.folder, place_.max_bytes).Put(file);
}

absl::Status BinaryStore::Get(const std::string& hash, const std::filesystem::path& into) const {
  if (place_.folder.empty()) return NoStore(place_);
  return LocalStore(place_.folder, place_.max_bytes).Get(hash, into);
}

}  // namespace pawl
