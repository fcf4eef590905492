#include "impls/sample_table/run_map.h"

#include <utility>

namespace sample_table {

// Greedy: from each run on, as long as it and the next one take turns. A cycle may end within either of its parts,
// since whatever is behind the end belongs to the next cycle.
template <typename NextPart>
std::optional<std::vector<RunMap::Cycle>> RunMap::MergeRuns(NextPart next, size_t most_bytes) {
  std::vector<Cycle> cycles;
  uint32_t first_sample = 0, first_chunk = 0;
  for (Part a = next(), b = next(); a.chunks > 0;) {
    Cycle cycle = {first_sample, first_chunk, {a, {0, 0}}};
    const auto add = [&](const Part& part) {
      first_sample += static_cast<uint32_t>(part.all());
      first_chunk += part.chunks;
    };
    add(a);
    Part after = next();
    // Two runs of different kinds are no cycle, but two runs.
    if (b.chunks > 0 && after.chunks > 0 && after.samples == a.samples && after.chunks <= a.chunks) {
      cycle.parts[1] = b;
      add(b);
      size_t expected = 0;
      for (; after == cycle.parts[expected]; after = next(), expected = 1 - expected) add(after);
      const Part& part = cycle.parts[expected];
      if (after.chunks > 0 && after.samples == part.samples && after.chunks < part.chunks) {
        add(after);
        after = next();
      }
      b = after;
      after = next();
    }
    a = b;
    b = after;
    if ((cycles.size() + 1) * sizeof(Cycle) > most_bytes) return std::nullopt;
    cycles.push_back(cycle);
  }
  cycles.shrink_to_fit();
  return cycles;
}

std::optional<RunMap> RunMap::Make(const Tables& tables, bool merged, size_t most_bytes) {
  RunMap map;
  map.samples_ = tables.size();
  map.chunks_ = tables.chunk_offsets.count;
  const SampleToChunk& stsc = tables.sample_to_chunk;
  // Entries that say the same again need none of their own.
  const auto parts = [&stsc, chunks_end = uint64_t{map.chunks_} + 1, i = uint32_t{0}]() mutable -> Part {
    if (i == stsc.count) return {0, 0};
    const ChunkRun run = stsc[i++];
    while (i < stsc.count && stsc[i].samples_per_chunk == run.samples_per_chunk) ++i;
    const uint64_t end = i < stsc.count ? stsc[i].first_chunk : chunks_end;
    return {run.samples_per_chunk, static_cast<uint32_t>(end - run.first_chunk)};
  };
  size_t runs = 0;
  uint64_t samples = 0, chunks = 0;
  auto counted = parts;
  for (Part part = counted(); part.chunks > 0 && part.samples > 0; part = counted()) {
    ++runs;
    samples += part.all();
    chunks += part.chunks;
    if (samples > map.samples_ || chunks > map.chunks_) return std::nullopt;
  }
  if (samples != map.samples_ || chunks != map.chunks_) return std::nullopt;
  if (runs == 0) return map;
  const size_t run_bytes = runs * sizeof(Run);
  if (merged) {
    std::optional<std::vector<Cycle>> cycles = MergeRuns(parts, std::min(most_bytes, run_bytes - 1));
    if (cycles) {
      map.cycles_ = std::move(*cycles);
      return map;
    }
  }
  if (run_bytes > most_bytes) return std::nullopt;
  map.runs_.reserve(runs);
  uint32_t first_sample = 0, first_chunk = 0;
  auto kept = parts;
  for (Part part = kept(); part.chunks > 0; part = kept()) {
    map.runs_.push_back({first_sample, first_chunk, part.samples});
    first_sample += static_cast<uint32_t>(part.all());
    first_chunk += part.chunks;
  }
  return map;
}

void RunMap::Merge() {
  if (runs_.empty()) return;
  const auto parts = [this, i = size_t{0}]() mutable -> Part {
    if (i == runs_.size()) return {0, 0};
    const Run& run = runs_[i++];
    return {run.samples, (i < runs_.size() ? runs_[i].first_chunk : chunks_) - run.first_chunk};
  };
  std::optional<std::vector<Cycle>> cycles = MergeRuns(parts, runs_.size() * sizeof(Run) - 1);
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
