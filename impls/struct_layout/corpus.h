#ifndef PAWL_IMPLS_STRUCT_LAYOUT_CORPUS_H_
#define PAWL_IMPLS_STRUCT_LAYOUT_CORPUS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "impls/struct_layout/struct_layout.h"

// Records for test and benchmark. The same arguments give the same records on every machine. Fields that no scan reads
// have any value of their type.
namespace struct_layout::corpus {

// When something began that a scan asks of lies between these two, evenly: half of it at or after kMiddleNs.
inline constexpr int64_t kFirstNs = 1'700'000'000'000'000'000;
inline constexpr int64_t kLastNs = kFirstNs + 30LL * 24 * 3600 * 1'000'000'000;
inline constexpr int64_t kMiddleNs = kFirstNs + (kLastNs - kFirstNs) / 2;

// Every status as often as every other; a build takes up to an hour.
std::vector<Build> Builds(uint64_t seed, size_t count);

// Of 20 entries 8 have level debug, 8 info, 3 warning and 1 error. Any source as often as any other.
std::vector<LogEntry> Log(uint64_t seed, size_t count);

// Half of them run; the others are in any of the other states. Up to 1 TiB was written to each.
std::vector<Container> Containers(uint64_t seed, size_t count);

// One in eight is pinned, half have no containers. Up to 1 TiB each.
std::vector<Image> Images(uint64_t seed, size_t count);

// `count` of each.
Records OfEachKind(uint64_t seed, size_t count);

}  // namespace struct_layout::corpus

#endif  // PAWL_IMPLS_STRUCT_LAYOUT_CORPUS_H_
