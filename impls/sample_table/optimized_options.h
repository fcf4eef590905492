#ifndef PAWL_IMPLS_SAMPLE_TABLE_OPTIMIZED_OPTIONS_H_
#define PAWL_IMPLS_SAMPLE_TABLE_OPTIMIZED_OPTIONS_H_

#include <cstdint>

#include "impls/memory_pressure/level.h"
#include "impls/memory_pressure/memory_pressure.h"

namespace sample_table {

// Which of its ideas Optimized uses: all by default, but what measured no gain. Build or Open is the first of them,
// lazy loading; what concerns a file that stays open has no effect in Build.
struct OptimizedOptions {
  // Open: sizes, of 4 bytes, to one read of the file, and as many bytes of any other table. 256, 512, 768 or 1024.
  uint32_t batch_entries = 1024;

  // Open: keeps the last 8 / 4 / 2 blocks of 256 samples at Normal / High / Critical pressure. Without, each look-up
  // reads its one sample.
  bool cache = true;

  // Runs of chunks that take turns become one: up to thousands of times fewer, so that they take less memory and are
  // found sooner. The seed merged under pressure only, as its merging lost what it merged.
  enum class Merge { kNever, kUnderPressure, kAlways };  // under pressure: High and above, or too many for a lazy table
  Merge merge = Merge::kAlways;

  // Where each 64th entry of stts begins; in Build each entry, for up to 10,000 samples. Without, walks start at the
  // beginning of the table.
  bool time_index = true;

  // Build: adjacent entries of stts with equal durations become one.
  bool group_durations = true;

  // Open: once three blocks were read in a row, those that follow are decoded with the third, one less than a batch has
  // and at most half of the cache, and the kernel is told of the batch that comes then. Off: it measured no gain, with
  // the file in the page cache or not, as windows hold the batch anyway and the kernel reads ahead by itself.
  bool prefetch = false;

  // Pressure at the beginning; SetPressure changes it.
  memory_pressure::Level pressure = memory_pressure::Level::kNormal;

  // Open: what tells of pressure from then on, `pressure` or not. Borrowed: outlives the table. Its callbacks take the
  // table's lock, and so wait for a look-up that reads the file, as long as the disk makes that one wait. A source that
  // itself samples this monitor within Read would wait for itself.
  memory_pressure::Monitor* monitor = nullptr;
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_OPTIMIZED_OPTIONS_H_
