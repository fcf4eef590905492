#include "impls/sample_table/stbl.h"

#include <optional>
#include <string>
#include <utility>

#include "impls/sample_table/stbl_checks.h"

namespace sample_table {
namespace {

// Full boxes (ISO/IEC 14496-12, 4.2) start with a version byte and 3 bytes of flags.
constexpr uint64_t kFlagBytes = 4;

std::string Text(uint64_t number) { return std::to_string(number); }

// The boxes of interest. stsz stands for stz2 and stco for co64, too: the type says which it was.
struct Found {
  std::optional<Box> stsz, stsc, stco, stts, ctts, stss;
};

std::optional<Box>* Slot(Found& found, uint32_t type) {
  switch (type) {
    case FourCc("stsz"):
    case FourCc("stz2"):
      return &found.stsz;
    case FourCc("stco"):
    case FourCc("co64"):
      return &found.stco;
    case FourCc("stsc"):
      return &found.stsc;
    case FourCc("stts"):
      return &found.stts;
    case FourCc("ctts"):
      return &found.ctts;
    case FourCc("stss"):
      return &found.stss;
    default:
      return nullptr;
  }
}

absl::StatusOr<Found> Find(const Box& stbl) {
  Found found;
  for (BoxReader children(stbl); children.HasNext();) {
    absl::StatusOr<Box> box = children.Next();
    if (!box.ok()) return box.status();
    std::optional<Box>* const slot = Slot(found, box->type);
    if (slot == nullptr) continue;
    if (slot->has_value()) {
      return Damaged(*box,
                     "a second such table; the first is " + (*slot)->path + " at offset " + Text((*slot)->offset));
    }
    *slot = *std::move(box);
  }
  const std::pair<const std::optional<Box>*, const char*> required[] = {
      {&found.stsz, "stsz or stz2"}, {&found.stsc, "stsc"}, {&found.stco, "stco or co64"}, {&found.stts, "stts"}};
  for (const auto& [box, name] : required) {
    if (!box->has_value()) return Damaged(stbl, std::string("has no ") + name);
  }
  return found;
}

// Checks that `count` entries of `bits` follow `before_bytes`, and returns where.
absl::StatusOr<const uint8_t*> Entries(const Box& box, uint64_t before_bytes, uint64_t count, uint64_t bits) {
  const uint64_t want = before_bytes + (count * bits + 7) / 8;  // below 2^39: counts have 32 bits
  if (want > box.payload.size()) {
    return Damaged(box,
                   Text(count) + " entries need " + Text(want) + " bytes, the box holds " + Text(box.payload.size()));
  }
  return box.payload.data() + before_bytes;
}

// The version of a full box with at least `bytes`, if it is no higher than `highest`.
absl::StatusOr<int> Version(const Box& box, uint64_t bytes, int highest) {
  if (box.payload.size() < bytes) {
    return Damaged(box, "holds " + Text(box.payload.size()) + " bytes, its fixed part alone has " + Text(bytes));
  }
  const int version = box.payload[0];
  if (version <= highest) return version;
  return Damaged(box, "has version " + Text(version) + ", known is up to " + Text(highest));
}

// A box of version, flags, count and entries.
template <typename Table>
absl::Status ReadList(const Box& box, uint64_t entry_bytes, Table& table, int highest_version = 0) {
  if (auto version = Version(box, kFlagBytes + 4, highest_version); !version.ok()) return version.status();
  table.count = Load32(box.payload.data() + kFlagBytes);
  const absl::StatusOr<const uint8_t*> entries = Entries(box, kFlagBytes + 4, table.count, 8 * entry_bytes);
  if (!entries.ok()) return entries.status();
  table.entries = *entries;
  return absl::OkStatus();
}

absl::Status ReadSizes(const Box& box, SampleSizes& sizes) {
  if (auto version = Version(box, kFlagBytes + 8, 0); !version.ok()) return version.status();
  const uint32_t field = Load32(box.payload.data() + kFlagBytes);
  sizes.count = Load32(box.payload.data() + kFlagBytes + 4);
  if (box.type == FourCc("stz2")) {
    sizes.bits = static_cast<int>(field & 0xff);
    if (sizes.bits != 4 && sizes.bits != 8 && sizes.bits != 16) {
      return Damaged(box, "entries of " + Text(field & 0xff) + " bits, known are 4, 8 and 16");
    }
  } else {
    sizes.constant = field;
  }
  if (sizes.constant != 0) return absl::OkStatus();
  const absl::StatusOr<const uint8_t*> entries = Entries(box, kFlagBytes + 8, sizes.count, sizes.bits);
  if (!entries.ok()) return entries.status();
  sizes.entries = *entries;
  return absl::OkStatus();
}

absl::Status ReadOptional(const Found& found, bool quicktime, Tables& tables) {
  if (found.ctts) {
    Runs<int32_t>& runs = tables.composition_offsets.emplace();
    if (absl::Status status = ReadList(*found.ctts, 8, runs, 1); !status.ok()) return status;
    if (absl::Status status = CheckRuns(*found.ctts, runs, tables.size()); !status.ok()) return status;
    if (found.ctts->payload[0] == 0 && !quicktime) {
      if (absl::Status status = CheckCompositionVersion0(*found.ctts, runs); !status.ok()) return status;
    }
  }
  if (found.stss) {
    SyncSamples& sync = tables.sync_samples.emplace();
    if (absl::Status status = ReadList(*found.stss, 4, sync); !status.ok()) return status;
    if (absl::Status status = CheckSync(*found.stss, sync, tables.size()); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Tables> ReadTables(const Box& stbl, const FileFacts& file) {
  const absl::StatusOr<Found> found = Find(stbl);
  if (!found.ok()) return found.status();
  Tables tables;
  tables.chunk_offsets.wide = found->stco->type == FourCc("co64");
  const uint64_t offset_bytes = tables.chunk_offsets.wide ? 8 : 4;
  if (absl::Status s = ReadSizes(*found->stsz, tables.sizes); !s.ok()) return s;
  if (absl::Status s = ReadList(*found->stco, offset_bytes, tables.chunk_offsets); !s.ok()) return s;
  if (absl::Status s = ReadList(*found->stsc, 12, tables.sample_to_chunk); !s.ok()) return s;
  if (absl::Status s = CheckSampleToChunk(*found->stsc, tables); !s.ok()) return s;
  if (absl::Status s = ReadList(*found->stts, 8, tables.durations); !s.ok()) return s;
  if (absl::Status s = CheckRuns(*found->stts, tables.durations, tables.size()); !s.ok()) return s;
  if (absl::Status s = ReadOptional(*found, file.quicktime, tables); !s.ok()) return s;
  if (absl::Status s = CheckChunks(*found->stco, tables, file.bytes); !s.ok()) return s;
  return tables;
}

}  // namespace sample_table
