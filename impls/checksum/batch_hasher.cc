#include "impls/checksum/batch_hasher.h"

#include "impls/checksum/sha_ni.h"

namespace checksum {

Engine BestEngine() { return sha_ni::IsSupported() ? Engine::kShaNi : Engine::kEvp; }

void BatchHasher::HashAll(const std::filesystem::path& root, std::span<Item> items) {
  if (engine_ == Engine::kShaNi) return two_streams_.HashAll(root, items);
  for (Item& item : items) evp_.HashItem(root, item);
}

absl::StatusOr<Digest> BatchHasher::HashBytes(std::string_view bytes) {
  if (engine_ == Engine::kShaNi) return sha_ni::Sha256(bytes);
  return evp_.HashBytes(bytes);
}

}  // namespace checksum
