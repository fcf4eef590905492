#include "impls/sample_table/run_map.h"

#include <utility>

namespace sample_table {

// Greedy: from each run on, as long as it and the next one take turns. A cycle may end within either of its parts,
// since whatever is behind the end belongs to the next cycle.
template <typename GetPart>
std::optional<std::vector<RunMap::Cycle>> RunMap::MergeRuns(const GetPart& get, uint32_t runs, size_t most_bytes) {
  std::vector<Cycle> cycles;
  uint32_t first_sample = 0, first_chunk = 0;
  for (uint32_t i = 0; i < runs;) {
    const Part a = get(i), b = i + 1 < runs ? get(i + 1) : Part{0, 0};
    const auto expected = [&](uint32_t j) { return j % 2 == i % 2 ? a : b; };
    uint32_t end = std::min(i + 2, runs);
    while (end < runs && get(end) == expected(end)) ++end;
    if (end < runs && get(end).samples == expected(end).samples && get(end).chunks < expected(end).chunks) ++end;
    // Two runs of different kinds are no cycle, but two runs.
    const bool turns = end - i > 2;
    if (!turns) end = i + 1;
    if ((cycles.size() + 1) * sizeof(Cycle) > most_bytes) return std::nullopt;
    cycles.push_back({first_sample, first_chunk, {a, turns ? b : Part{0, 0}}});
    for (; i < end; ++i) {
      first_sample += static_cast<uint32_t>(get(i).all());
      first_chunk += get(i).chunks;
    }
  }
  cycles.shrink_to_fit();
  return cycles;
}

std::optional<RunMap> RunMap::Make(const Tables& tables, bool merged, size_t most_bytes) {
  RunMap map;
  map.samples_ = tables.size();
  map.chunks_ = tables.chunk_offsets.count;
  const SampleToChunk& stsc = tables.sample_to_chunk;
  const auto part = [&](uint32_t i) {
    const ChunkRun entry = stsc[i];
    const uint32_t end = i + 1 < stsc.count ? stsc[i + 1].first_chunk : map.chunks_ + 1;
    return Part{entry.samples_per_chunk, end - entry.first_chunk};
  };
  // Entries that say the same again need none of their own.
  size_t distinct = 0;
  for (uint32_t i = 0; i < stsc.count; ++i) {
    distinct += i == 0 || stsc[i].samples_per_chunk != stsc[i - 1].samples_per_chunk ? 1 : 0;
  }
  const size_t run_bytes = distinct * sizeof(Run);
  if (merged && stsc.count > 0) {
    std::optional<std::vector<Cycle>> cycles = MergeRuns(part, stsc.count, std::min(most_bytes, run_bytes - 1));
    if (cycles) {
      map.cycles_ = std::move(*cycles);
      return map;
    }
  }
  if (run_bytes > most_bytes) return std::nullopt;
  map.runs_.reserve(distinct);
  uint32_t first_sample = 0;
  for (uint32_t i = 0; i < stsc.count; ++i) {
    const ChunkRun entry = stsc[i];
    if (map.runs_.empty() || map.runs_.back().samples != entry.samples_per_chunk) {
      map.runs_.push_back({first_sample, entry.first_chunk - 1, entry.samples_per_chunk});
    }
    first_sample += static_cast<uint32_t>(part(i).all());
  }
  return map;
}

void RunMap::Merge() {
  if (runs_.empty()) return;
  const auto runs = static_cast<uint32_t>(runs_.size());
  const auto part = [&](uint32_t i) {
    const uint32_t end = i + 1 < runs ? runs_[i + 1].first_chunk : chunks_;
    return Part{runs_[i].samples, end - runs_[i].first_chunk};
  };
  std::optional<std::vector<Cycle>> cycles = MergeRuns(part, runs, runs_.size() * sizeof(Run) - 1);
  if (!cycles) return;
  cycles_ = std::move(*cycles);
  runs_ = std::vector<Run>();  // {} would keep the memory
}

ChunkPlace RunMap::InCycles(uint32_t sample) const {
  const auto after = std::upper_bound(cycles_.begin() + 1, cycles_.end(), sample,
                                      [](uint32_t at, const Cycle& cycle) { return at < cycle.first_sample; });
  const Cycle& cycle = after[-1];
  const auto& [a, b] = cycle.parts;
  const auto turn_samples = static_cast<uint32_t>(a.all() + b.all());
  const uint64_t turn = (sample - cycle.first_sample) / turn_samples;
  uint64_t first = cycle.first_sample + turn * turn_samples;
  uint64_t chunk = cycle.first_chunk + turn * (uint64_t{a.chunks} + b.chunks);
  const bool in_b = sample - first >= a.all();
  const Part& part = in_b ? b : a;
  if (in_b) {
    first += a.all();
    chunk += a.chunks;
  }
  const uint64_t end = after == cycles_.end() ? samples_ : after->first_sample;
  const uint64_t same_until = std::min(end, first + part.all());
  const auto chunks = static_cast<uint32_t>(sample - first) / part.samples;
  return {static_cast<uint32_t>(chunk + chunks), static_cast<uint32_t>(first + uint64_t{chunks} * part.samples),
          part.samples, same_until};
}

}  // namespace sample_table
