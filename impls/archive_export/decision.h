#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_DECISION_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_DECISION_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "impls/archive_export/analysis.h"

// Which method exports a project, how many files at a time, and why. Pure: no clock, no file, no memory beyond texts.
namespace archive_export {

enum class Method : uint8_t {
  kStandard,   // reads the project into memory, then writes the archive: for what is small and simple
  kStreaming,  // bounded memory, whatever the size
};

// "standard", "streaming".
std::string_view NameOf(Method method);

// Streaming is taken by the first of these whose value is over its limit.
enum class Rule : uint8_t { kTotalBytes, kMemory, kLargeFiles, kDepth, kFiles, kMix };
inline constexpr size_t kRules = 6;

// A value must be over its limit, not at it, to ask for streaming. What counts as a large file is the analysis' to say.
struct Thresholds {
  uint64_t total_bytes = uint64_t{50} << 20;
  uint64_t memory_bytes = uint64_t{512} << 20;  // estimated, of the standard method
  uint64_t large_files = 5;
  uint64_t depth = 10;  // directories above a file
  uint64_t files = 1000;
  // Of the bytes in large files and those in all others, the share of the smaller part, in [0, 50]; at 50 no project is
  // a mix, as half is the most that the smaller part can be.
  uint64_t mix_percent = 25;
};

// What one rule found.
struct Finding {
  Rule rule = Rule::kTotalBytes;
  uint64_t value = 0, limit = 0;  // bytes, files, directories or percent (rounded down)
  bool asks_for_streaming = false;
};

// What most of the bytes lie in, which says how many files are worth being read at once.
enum class Profile : uint8_t {
  kLargeFiles,  // 2: each keeps a worker busy for long
  kSmallFiles,  // 6: opening them is most of the work
  kMixed,       // 4
};

std::string_view NameOf(Profile profile);

// Files that are worked on at once: the profile's number, or as many as there are cores if these are fewer; at least 1.
size_t Concurrency(Profile profile, size_t cores);

// What the user wants whatever the project is like.
enum class Wish : uint8_t { kAuto, kStandard, kStreaming };

enum class Complexity : uint8_t { kSimple, kModerate, kComplex };  // 0, 1 to 2, or more findings that ask for streaming

std::string_view NameOf(Complexity complexity);

struct Decision {
  Method method = Method::kStandard;
  Wish wish = Wish::kAuto;
  std::array<Finding, kRules> findings;  // in the order of Rule, all of them, whatever the wish
  Profile profile = Profile::kSmallFiles;
  size_t concurrency = 1;
  size_t cores = 1;
  Complexity complexity = Complexity::kSimple;

  // The finding that decided; null if the wish did, or none asks for streaming.
  const Finding* decider() const;
};

// `cores` 0 counts as 1, as std::thread::hardware_concurrency() may say so.
Decision Decide(const ProjectStatistics& project, const Thresholds& thresholds, Wish wish, size_t cores);

// What decided, in one line without its end: "total size 61.2 MiB is over 50.0 MiB".
std::string Reason(const Decision& decision);

// For people: the reason, one line for each finding with value and limit, and the concurrency.
std::string Explain(const Decision& decision);

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_DECISION_H_
