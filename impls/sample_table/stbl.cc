#include "impls/sample_table/stbl.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

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

// Runs must cover the samples exactly, none of them empty.
template <typename Value>
absl::Status CheckRuns(const Box& box, const Runs<Value>& runs, uint32_t samples) {
  uint64_t covered = 0;
  for (uint32_t i = 0; i < runs.count; ++i) {
    if (runs[i].samples == 0) return Damaged(box, "entry " + Text(i) + " stands for 0 samples");
    covered += runs[i].samples;
  }
  if (covered == samples) return absl::OkStatus();
  return Damaged(box, "its entries stand for " + Text(covered) + " samples, the track has " + Text(samples));
}

absl::Status CheckCompositionVersion0(const Box& box, const Runs<int32_t>& runs) {
  for (uint32_t i = 0; i < runs.count; ++i) {
    if (runs[i].value < 0) {
      return Damaged(box, "entry " + Text(i) + " has the offset " + Text(static_cast<uint32_t>(runs[i].value)) +
                              ", beyond 2^31; a negative one needs version 1");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckSync(const Box& box, const SyncSamples& sync, uint32_t samples) {
  uint32_t before = 0;
  for (uint32_t i = 0; i < sync.count; ++i) {
    const uint32_t sample = sync[i];
    if (sample <= before) {
      return Damaged(box, "entry " + Text(i) + " is sample " + Text(sample) + ", which must be above " + Text(before));
    }
    if (sample > samples) {
      return Damaged(box, "entry " + Text(i) + " is sample " + Text(sample) + ", the track has " + Text(samples));
    }
    before = sample;
  }
  return absl::OkStatus();
}

absl::Status CheckChunkRuns(const Box& box, const SampleToChunk& runs, uint32_t chunks) {
  if (runs.count == 0 && chunks != 0) return Damaged(box, "has no entry, the track has " + Text(chunks) + " chunks");
  for (uint32_t i = 0; i < runs.count; ++i) {
    const ChunkRun run = runs[i];
    const auto bad = [&](const std::string& why) {
      return Damaged(box, "entry " + Text(i) + " begins with chunk " + Text(run.first_chunk) + why);
    };
    if (i == 0 && run.first_chunk != 1) return bad(", the first one must with 1");
    if (i > 0 && run.first_chunk <= runs[i - 1].first_chunk) return bad(", not above the entry before");
    if (run.first_chunk > chunks) return bad(", the track has " + Text(chunks));
    if (run.samples_per_chunk == 0) return Damaged(box, "entry " + Text(i) + " has 0 samples to a chunk");
  }
  return absl::OkStatus();
}

absl::Status CheckSampleToChunk(const Box& box, const Tables& tables) {
  const SampleToChunk& runs = tables.sample_to_chunk;
  const uint32_t chunks = tables.chunk_offsets.count;
  if (absl::Status status = CheckChunkRuns(box, runs, chunks); !status.ok()) return status;
  uint64_t samples = 0;
  for (uint32_t i = 0; i < runs.count && samples <= tables.size(); ++i) {  // ends before the sum can overflow
    const uint64_t end = i + 1 < runs.count ? runs[i + 1].first_chunk : uint64_t{chunks} + 1;
    samples += (end - runs[i].first_chunk) * runs[i].samples_per_chunk;
  }
  if (samples == tables.size()) return absl::OkStatus();
  return Damaged(box, "its chunks hold " + std::string(samples > tables.size() ? "at least " : "") + Text(samples) +
                          " samples, the track has " + Text(tables.size()));
}

absl::Status CheckChunks(const Box& box, const Tables& tables, uint64_t file_bytes) {
  ChunkWalk chunks(tables.sample_to_chunk);
  uint64_t all_bytes = 0;  // below 2^64: under 2^32 samples of under 2^32 bytes
  uint32_t sample = 0;
  for (uint32_t chunk = 0; chunk < tables.chunk_offsets.count; ++chunk) {
    const uint32_t samples = chunks.Next();
    uint64_t bytes = uint64_t{tables.sizes.constant} * samples;
    if (tables.sizes.constant == 0) {
      for (const uint32_t end = sample + samples; sample < end; ++sample) bytes += tables.sizes[sample];
    }
    const uint64_t offset = tables.chunk_offsets[chunk];
    if (offset > file_bytes || bytes > file_bytes - offset) {
      return Damaged(box, "chunk " + Text(uint64_t{chunk} + 1) + " has " + Text(bytes) + " bytes from offset " +
                              Text(offset) + " on, past the end of the file at " + Text(file_bytes));
    }
    all_bytes += bytes;
  }
  // What bounds the memory for a table whose samples all have one size: it has no entry for each.
  if (all_bytes <= file_bytes) return absl::OkStatus();
  return Damaged(box, "the samples have " + Text(all_bytes) + " bytes together, the file has " + Text(file_bytes) +
                          ": chunks overlap");
}

absl::Status ReadOptional(const Found& found, Tables& tables) {
  if (found.ctts) {
    Runs<int32_t>& runs = tables.composition_offsets.emplace();
    if (absl::Status status = ReadList(*found.ctts, 8, runs, 1); !status.ok()) return status;
    if (absl::Status status = CheckRuns(*found.ctts, runs, tables.size()); !status.ok()) return status;
    if (found.ctts->payload[0] == 0) {
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

absl::StatusOr<Tables> ReadTables(const Box& stbl, uint64_t file_bytes) {
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
  if (absl::Status s = ReadOptional(*found, tables); !s.ok()) return s;
  if (absl::Status s = CheckChunks(*found->stco, tables, file_bytes); !s.ok()) return s;
  return tables;
}

}  // namespace sample_table
