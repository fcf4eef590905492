#include "impls/archive_export/blocks.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <type_traits>

#include "impls/archive_export/errors.h"

namespace archive_export {
namespace {

static_assert(std::is_trivially_copyable_v<Block>);

constexpr uint64_t kMostBytes = 512 << 10;  // of what is read at once, beyond the first block
constexpr size_t kMostBlocks = 512;

absl::Status ReadAll(const impls::Fd& fd, const std::filesystem::path& path, uint64_t offset, char* data,
                     size_t bytes) {
  for (size_t done = 0; done < bytes;) {
    const ssize_t got = pread(fd.get(), data + done, bytes - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return OutputError(path, "cannot be read back", errno);
    if (got == 0) {
      return absl::DataLossError(path.native() + ": ends before byte " + std::to_string(offset + bytes) +
                                 " when it is read back. Nothing was kept; check the disk, and export again");
    }
    done += static_cast<size_t>(got);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Blocks::Add(const Block& block) {
  char bytes[sizeof block] = {};
  std::memcpy(bytes, &block, sizeof block);
  return spool_.Append(std::string_view(bytes, sizeof bytes));
}

std::optional<absl::StatusOr<std::vector<Block>>> Blocks::NextGroup() {
  const absl::StatusOr<std::string_view> read = spool_.Read(taken_, kMostBlocks * sizeof(Block));
  if (!read.ok()) return read.status();
  if (read->empty()) return std::nullopt;
  std::vector<Block> taken;
  uint64_t size_bytes = 0;
  for (size_t at = 0; at < read->size(); at += sizeof(Block)) {
    Block block;
    std::memcpy(&block, read->data() + at, sizeof block);
    if (!taken.empty() && (size_bytes + block.stored_bytes > kMostBytes ||
                           block.offset != taken.back().offset + taken.back().stored_bytes)) {
      break;
    }
    size_bytes += block.stored_bytes;
    taken.push_back(block);
  }
  taken_ += taken.size() * sizeof(Block);
  covered_bytes_ += size_bytes;
  return taken;
}

absl::StatusOr<bool> Blocks::CheckGroup(size_t i, const impls::Fd& fd, const std::filesystem::path& path,
                                        Workbench& bench, Buffer& buffer, uint64_t& entries, uint64_t& bytes) {
  std::unique_lock lock(mutex_);
  const std::optional<absl::StatusOr<std::vector<Block>>> group = groups_.Take(i, [this] { return NextGroup(); });
  lock.unlock();
  if (!group) return false;
  const absl::StatusOr<std::vector<Block>>& taken = *group;
  if (!taken.ok()) return taken.status();
  const uint64_t offset = taken->front().offset;
  const uint64_t stored_bytes = taken->back().offset + taken->back().stored_bytes - offset;
  uint64_t content_bytes = 0;
  for (const Block& block : *taken) content_bytes = std::max<uint64_t>(content_bytes, block.size_bytes);
  buffer.Clear();
  char* const stored = buffer.Room(static_cast<size_t>(stored_bytes) + Codec::kRoomBehind);
  bench.raw.Clear();
  char* const content = bench.raw.Room(static_cast<size_t>(content_bytes));
  const absl::Status read = ReadAll(fd, path, offset, stored, static_cast<size_t>(stored_bytes));
  if (!read.ok()) return read;
  entries = bytes = 0;
  for (const Block& block : *taken) {
    char* const is = stored + (block.offset - offset);
    std::string_view becomes(is, block.stored_bytes);
    bool sound = true;
    if (block.wrapping != Wrapping::kNone) {
      sound = bench.codec.Decompress(block.wrapping, is, block.stored_bytes, block.last, content, block.size_bytes);
      becomes = std::string_view(content, block.size_bytes);
    }
    if (!sound || Crc32(becomes) != block.crc) {
      return absl::DataLossError(
          path.native() + ": bytes " + std::to_string(block.offset) + " to " +
          std::to_string(block.offset + block.stored_bytes) +
          " are not what was written when they are read back. Nothing was kept; check the disk and "
          "the memory, and export again");
    }
    entries += block.entries;
    bytes += block.size_bytes;
  }
  return true;
}

absl::Status Blocks::CheckCover(const std::filesystem::path& path, uint64_t size_bytes) const {
  if (covered_bytes_ == size_bytes) return absl::OkStatus();
  return absl::DataLossError(path.native() + ": has " + std::to_string(size_bytes) +
                             " bytes when it is read back, not " + std::to_string(covered_bytes_) +
                             ". Nothing was kept; check what else writes to that directory, and export again");
}

}  // namespace archive_export
