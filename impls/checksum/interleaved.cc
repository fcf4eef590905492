#include "impls/checksum/interleaved.h"

#include <span>

namespace checksum {
namespace {

constexpr size_t kRoundItems = 1024;  // one file at the end of each is alone; memory is a round's

}  // namespace

absl::StatusOr<Digest> Interleaved::HashTree(const std::filesystem::path& root) {
  return HashTreeInRounds(root, kRoundItems, [&](std::span<Item> items) { hasher_.HashAll(root, items); });
}

Manifest Interleaved::HashEach(const std::filesystem::path& root) {
  return HashEachInRounds(root, kRoundItems, [&](std::span<Item> items) { hasher_.HashAll(root, items); });
}

}  // namespace checksum
