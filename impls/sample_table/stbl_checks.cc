#include "impls/sample_table/stbl_checks.h"

#include <string>

namespace sample_table {
namespace {

std::string Text(uint64_t number) { return std::to_string(number); }

// Runs must cover the samples exactly, none of them empty.
template <typename Value>
absl::Status CheckCover(const Box& box, const Runs<Value>& runs, uint32_t samples) {
  uint64_t covered = 0;
  for (uint32_t i = 0; i < runs.count; ++i) {
    if (runs[i].samples == 0) return Damaged(box, "entry " + Text(i) + " stands for 0 samples");
    covered += runs[i].samples;
  }
  if (covered == samples) return absl::OkStatus();
  return Damaged(box, "its entries stand for " + Text(covered) + " samples, the track has " + Text(samples));
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

}  // namespace

absl::Status CheckRuns(const Box& box, const Runs<uint32_t>& runs, uint32_t samples) {
  return CheckCover(box, runs, samples);
}

absl::Status CheckRuns(const Box& box, const Runs<int32_t>& runs, uint32_t samples) {
  return CheckCover(box, runs, samples);
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
  if (tables.sizes.constant == 0 || all_bytes <= file_bytes) return absl::OkStatus();
  return Damaged(box, "samples of one size have " + Text(all_bytes) + " bytes together, the file has " +
                          Text(file_bytes) + ": chunks overlap, which is supported only where stsz lists the sizes");
}

}  // namespace sample_table
