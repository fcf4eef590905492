#include "tools/store/binary_store.h"

#include "fmt/format.h"
#include "tools/model/content_hash.h"
#include "tools/store/file_hash.h"
#include "tools/store/http_cache.h"
#include "tools/store/local_store.h"

namespace pawl {
namespace {

absl::Status NoStore(const StorePlace& place) {
  return absl::FailedPreconditionError(fmt::format("accepted binaries are not kept here: {}", place.absent));
}

}  // namespace

absl::StatusOr<Kept> BinaryStore::Put(const std::filesystem::path& file) const {
  if (place_.folder.empty() && place_.url.empty()) return NoStore(place_);
  const absl::StatusOr<std::string> hash =
      place_.folder.empty() ? HashFile(file) : LocalStore(place_.folder, place_.max_bytes).Put(file);
  if (!hash.ok() || place_.url.empty()) return hash.ok() ? absl::StatusOr<Kept>({*hash, ""}) : hash.status();
  const absl::Status shared = HttpCache(place_.url, place_.max_bytes).Put(*hash, file);
  if (!shared.ok() && place_.folder.empty()) return shared;
  return Kept{*hash, std::string(shared.message())};
}

void BinaryStore::Touch(const std::string& hash) const {
  if (!place_.folder.empty()) LocalStore(place_.folder, place_.max_bytes).Touch(hash);
}

absl::Status BinaryStore::Get(const std::string& hash, const std::filesystem::path& into) {
  if (place_.folder.empty() && place_.url.empty()) return NoStore(place_);
  const LocalStore local(place_.folder, place_.max_bytes);
  const absl::Status here =
      place_.folder.empty() ? absl::NotFoundError(ShortHash(hash) + " is kept in no folder") : local.Get(hash, into);
  if (here.ok() || place_.url.empty()) return here;
  const HttpCache cache(place_.url, place_.max_bytes);
  const absl::Status there =
      cache_is_away_ ? absl::UnavailableError(cache.Name() + " did not answer before and is not asked again")
                     : cache.Get(hash, into);
  cache_is_away_ = absl::IsUnavailable(there);
  if (!there.ok()) {
    return {there.code(), fmt::format("{}, and {}", std::string(here.message()), std::string(there.message()))};
  }
  // The next gate asks again if this one can't keep it.
  if (!place_.folder.empty()) local.Put(into).IgnoreError();
  return absl::OkStatus();
}

}  // namespace pawl
