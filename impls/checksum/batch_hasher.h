#ifndef PAWL_IMPLS_CHECKSUM_BATCH_HASHER_H_
#define PAWL_IMPLS_CHECKSUM_BATCH_HASHER_H_

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/checksum/evp_sha256.h"
#include "impls/checksum/optimized.h"
#include "impls/checksum/tree_walk.h"
#include "impls/checksum/two_streams.h"

// What the implementations share that hash some files of a tree at once.
namespace checksum {

// How files are hashed: two at a time where the CPU can, by OpenSSL one after the other where it cannot.
enum class Engine { kShaNi, kEvp };

// The one for this CPU.
Engine BestEngine();

// One thread's means to hash files.
class BatchHasher {
 public:
  explicit BatchHasher(Engine engine) : engine_(engine) {}

  // Hashes what of `items` is not done: files and links of the tree `root`. Then all are done.
  void HashAll(const std::filesystem::path& root, std::span<Item> items);

  // One file is one message, which OpenSSL hashes as fast as can be.
  Optimized& one_file() { return evp_; }
  absl::StatusOr<Digest> HashBytes(std::string_view bytes);

 private:
  Engine engine_;
  TwoStreams two_streams_;
  Optimized evp_;
};

// Walks the tree `root` and calls hash_all(std::span<Item>), which must leave all of them done, for up to
// `round_items` at a time, and take(item) -> Status for each in the order of the lines; ends with the first that is not
// OK. Memory: one round, about 200 bytes for each item.
template <typename HashAll, typename Take>
absl::Status HashInRounds(const std::filesystem::path& root, size_t round_items, HashAll hash_all, Take take) {
  TreeWalk walk(root);
  std::vector<Item> items;
  do {
    items.clear();
    while (items.size() < round_items) {
      std::optional<Item> item = walk.Next();
      if (!item.has_value()) break;
      items.push_back(*std::move(item));
    }
    hash_all(std::span<Item>(items));
    for (const Item& item : items) {
      if (absl::Status status = take(item); !status.ok()) return status;
    }
  } while (items.size() == round_items);
  return absl::OkStatus();
}

// HashTree() of the contract by HashInRounds().
template <typename HashAll>
absl::StatusOr<Digest> HashTreeInRounds(const std::filesystem::path& root, size_t round_items, HashAll hash_all) {
  EvpSha256 tree;
  if (absl::Status status = tree.Start(); !status.ok()) return status;
  std::string line;
  const absl::Status status = HashInRounds(root, round_items, hash_all, [&](const Item& item) {
    if (!item.digest.ok()) return item.digest.status();
    line.clear();
    AppendTreeLine(*item.digest, item.entry, line);
    return tree.Update(line);
  });
  if (!status.ok()) return status;
  return tree.Finish();
}

// HashEach() of the contract by HashInRounds().
template <typename HashAll>
Manifest HashEachInRounds(const std::filesystem::path& root, size_t round_items, HashAll hash_all) {
  Manifest manifest;
  HashInRounds(root, round_items, hash_all, [&manifest](const Item& item) {
    AddTo(manifest, item);
    return absl::OkStatus();
  }).IgnoreError();  // there is none
  return manifest;
}

}  // namespace checksum

#endif  // PAWL_IMPLS_CHECKSUM_BATCH_HASHER_H_
