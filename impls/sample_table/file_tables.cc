#include "impls/sample_table/file_tables.h"

#include <algorithm>
#include <array>
#include <new>
#include <utility>

#include "impls/sample_table/run_sums.h"

namespace sample_table {
namespace {

using memory_pressure::Level;

template <typename Table>
TableWindow<Table> WindowOf(Reading* reading, Bytes file, const Table& table, int entry_bits) {
  const uint64_t offset = table.entries == nullptr ? 0 : static_cast<uint64_t>(table.entries - file.data());
  return TableWindow<Table>(reading, offset, table, entry_bits);
}

template <typename Table>
std::optional<TableWindow<Table>> WindowOf(Reading* reading, Bytes file, const std::optional<Table>& table,
                                           int entry_bits) {
  if (!table) return std::nullopt;
  return WindowOf(reading, file, *table, entry_bits);
}

// The smallest multiple of `step` with which anchors of so many bytes each take at most `most_bytes`.
uint32_t StepFor(uint32_t entries, uint32_t step, size_t anchor_bytes, size_t most_bytes) {
  const size_t most = std::max<size_t>(1, most_bytes / anchor_bytes);
  const size_t anchors = RunIndex::AnchorsFor(entries, step);
  return static_cast<uint32_t>(step * ((anchors + most - 1) / most));
}

// The anchors of stts, or ctts, whose values they add up if they keep sums.
template <typename Value>
RunIndex IndexRuns(const Runs<Value>& runs, uint32_t step, RunIndex::Keeps keeps) {
  RunIndex index(runs.count, step, keeps);
  RunSums before;
  index.AddAnchor(0, 0);
  for (uint64_t i = step; i < runs.count; i += step) {
    const RunSums sums = SumRuns(runs.entries + 8 * (i - step), step);
    before.samples += sums.samples;
    before.time += sums.time;
    index.AddAnchor(static_cast<uint32_t>(before.samples), before.time);
  }
  return index;
}

// Made beforehand: where there is no memory for an error, this is one.
const absl::Status& NoMemoryForTheError() {
  static const absl::Status status = absl::ResourceExhaustedError(
      "no memory to say why a sample table's file could not be read. Free some, and look up again");
  return status;
}

}  // namespace

FileTables::FileTables(const ByteSource* source, Bytes file, const Tables& tables, const Options& options)
    : samples_(tables.size()),
      constant_size_(tables.sizes.constant),
      reading_{source, size_t{4} * options.batch_entries, false, {}},
      sizes_(WindowOf(&reading_, file, tables.sizes, tables.sizes.bits)),
      sample_to_chunk_(WindowOf(&reading_, file, tables.sample_to_chunk, 96)),
      chunk_offsets_(WindowOf(&reading_, file, tables.chunk_offsets, tables.chunk_offsets.wide ? 64 : 32)),
      durations_(WindowOf(&reading_, file, tables.durations, 64)),
      composition_offsets_(WindowOf(&reading_, file, tables.composition_offsets, 64)),
      sync_samples_(WindowOf(&reading_, file, tables.sync_samples, 32)) {
  NoMemoryForTheError();
  Index(tables, options);
}

void FileTables::Index(const Tables& tables, const Options& options) {
  const bool critical = options.level == Level::kCritical;
  const SampleToChunk& stsc = tables.sample_to_chunk;
  uint32_t largest_chunk = 0;
  for (uint32_t i = 0; i < stsc.count; ++i) largest_chunk = std::max(largest_chunk, stsc[i].samples_per_chunk);
  // A batch of sizes is added up in less time than it is read; with larger chunks it takes sums to start from.
  const bool sums_sizes = constant_size_ == 0 && largest_chunk > options.batch_entries;

  const uint32_t ctts = tables.composition_offsets ? tables.composition_offsets->count : 0;
  const uint32_t stss = tables.sync_samples ? tables.sync_samples->count : 0;
  size_t indexed = sums_sizes ? 1 : 0;
  for (const uint32_t entries : {stsc.count, tables.durations.count, ctts, stss}) indexed += entries > kStep ? 1 : 0;
  const size_t most_bytes = critical ? kCriticalAnchorBytes / std::max<size_t>(1, indexed) : SIZE_MAX;

  chunk_index_.emplace(stsc.count, StepFor(stsc.count, kStep, 4, most_bytes), RunIndex::Keeps::kSamples);
  uint32_t first_sample = 0;
  for (uint32_t i = 0; i < stsc.count; ++i) {
    chunk_index_->Add(i, first_sample, 0);
    const uint32_t end = i + 1 < stsc.count ? stsc[i + 1].first_chunk : tables.chunk_offsets.count + 1;
    first_sample += (end - stsc[i].first_chunk) * stsc[i].samples_per_chunk;
  }
  if (stsc.count == 0) chunk_index_->AddAnchor(0, 0);

  const size_t most_run_bytes = critical ? kCriticalRunMapBytes : kMostRunMapBytes;
  runs_ = RunMap::Make(tables, options.must_merge, most_run_bytes);
  if (!runs_ && options.may_merge) runs_ = RunMap::Make(tables, /*merged=*/true, most_run_bytes);

  const uint32_t time_step = StepFor(tables.durations.count, kStep, 12, most_bytes);
  time_index_ = IndexRuns(tables.durations, options.time_index ? time_step : RunIndex::kNoSteps,
                          RunIndex::Keeps::kSamplesAndSums);
  if (ctts > 0) {
    composition_index_ =
        IndexRuns(*tables.composition_offsets, StepFor(ctts, kStep, 4, most_bytes), RunIndex::Keeps::kSamples);
  }
  if (stss > 0) {
    sync_index_.emplace(stss, StepFor(stss, kStep, 4, most_bytes), RunIndex::Keeps::kSamples);
    for (uint64_t i = 0; i < stss; i += sync_index_->step()) {
      sync_index_->AddAnchor((*tables.sync_samples)[static_cast<uint32_t>(i)] - 1, 0);
    }
  }
  if (sums_sizes) {
    const uint32_t step = StepFor(samples_, kSizeStep, 12, most_bytes);
    size_index_.emplace(samples_, step, RunIndex::Keeps::kSamplesAndSums);
    uint64_t sum = 0;
    for (uint32_t i = 0; i < samples_; ++i) {
      size_index_->Add(i, i, sum);
      sum += tables.sizes[i];
    }
  }
}

void FileTables::Shrink(Level level, bool may_merge) {
  if (level >= Level::kHigh && may_merge && runs_) {
    try {
      runs_->Merge();
    } catch (const std::bad_alloc&) {
      runs_.reset();  // then chunks are found in the file, which takes no memory
    }
  }
  if (level < Level::kCritical) return;
  if (runs_ && runs_->allocated_bytes() > kCriticalRunMapBytes) runs_.reset();
  size_t indexed = 0;
  const std::array all = {&chunk_index_, &time_index_, &composition_index_, &sync_index_, &size_index_};
  for (const std::optional<RunIndex>* index : all) indexed += *index && (*index)->anchors() > 1 ? 1 : 0;
  for (std::optional<RunIndex>* index : all) {
    if (*index) (*index)->Thin(kCriticalAnchorBytes / std::max<size_t>(1, indexed));
  }
}

size_t FileTables::allocated_bytes() const {
  size_t bytes = sizes_.allocated_bytes() + sample_to_chunk_.allocated_bytes() + chunk_offsets_.allocated_bytes() +
                 durations_.allocated_bytes();
  if (composition_offsets_) bytes += composition_offsets_->allocated_bytes();
  if (sync_samples_) bytes += sync_samples_->allocated_bytes();
  if (runs_) bytes += runs_->allocated_bytes();
  for (const auto* index : {&chunk_index_, &time_index_, &composition_index_, &sync_index_, &size_index_}) {
    if (*index) bytes += (*index)->allocated_bytes();
  }
  return bytes;
}

bool FileTables::Contradicts() {
  reading_.error = absl::DataLossError(
      "the sample tables contradict each other, which they did not when they were checked: the file was changed "
      "after it had been opened. Open it again");
  return false;
}

template <typename Find>
bool FileTables::Checked(const Find& find) {
  try {
    if (CheckedOnce(find())) return true;
  } catch (const std::bad_alloc&) {
    reading_.error = NoMemoryForTheError();
  }
  Forget();
  return false;
}

bool FileTables::CheckedOnce(bool found) {
  if (found && !reading_.has_read) return true;
  absl::Status unchanged = reading_.source->CheckUnchanged();
  if (unchanged.ok()) {
    if (found) reading_.has_read = false;
    return found;
  }
  reading_.error = std::move(unchanged);  // the reason why nothing else went well, if so
  return false;
}

// What was read up to a failure must not answer anything later.
void FileTables::Forget() {
  for (EntryWindow* window : {static_cast<EntryWindow*>(&sizes_), static_cast<EntryWindow*>(&sample_to_chunk_),
                              static_cast<EntryWindow*>(&chunk_offsets_), static_cast<EntryWindow*>(&durations_)}) {
    window->Release();
  }
  if (composition_offsets_) composition_offsets_->Release();
  if (sync_samples_) sync_samples_->Release();
  walk_.sample = kNowhere;
}

void FileTables::WillReadNext() const {
  sizes_.WillReadNext();
  chunk_offsets_.WillReadNext();
  durations_.WillReadNext();
  if (composition_offsets_) composition_offsets_->WillReadNext();
}

bool FileTables::Read(uint32_t first, uint32_t count, SampleBlock& block) {
  return Checked([&] { return ReadBlock(first, count, block); });
}

bool FileTables::ChunkOf(uint32_t sample, uint32_t& chunk) {
  return Checked([&] {
    ChunkPlace place;
    if (!FindPlace(sample, place)) return false;
    chunk = place.chunk;
    return true;
  });
}

bool FileTables::AtTime(uint64_t dts, uint32_t& sample) {
  return Checked([&] { return FindTime(dts, sample); });
}

bool FileTables::FindTime(uint64_t dts, uint32_t& sample) {
  Position at = time_index_->BySum(dts);
  while (true) {
    if (!durations_.Hold(at.entry)) return false;
    for (const uint32_t end = durations_.end(); at.entry < end; ++at.entry) {
      const auto run = durations_[at.entry];
      const uint64_t next = at.sum + uint64_t{run.samples} * run.value;
      if (at.entry + 1 < durations_.count() && next <= dts) {
        at.sum = next;
        at.first_sample += run.samples;
        continue;
      }
      const uint64_t into = run.value == 0 ? UINT64_MAX : (dts - at.sum) / run.value;
      sample = static_cast<uint32_t>(at.first_sample + std::min<uint64_t>(into, uint64_t{run.samples} - 1));
      return (run.samples > 0 && sample < samples_) || Contradicts();
    }
  }
}

}  // namespace sample_table
