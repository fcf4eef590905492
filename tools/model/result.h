#ifndef PAWL_TOOLS_MODEL_RESULT_H_
#define PAWL_TOOLS_MODEL_RESULT_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/model/evidence.h"
#include "tools/model/verdict.h"

namespace pawl {

inline constexpr int kResultSchema = 6;

// Of the comparisons with the anchor, the pinned numbers of the last release.
inline constexpr std::string_view kAnchorPrefix = "anchor:";
// Of the comparisons with a claim; its text follows.
inline constexpr std::string_view kClaimPrefix = "claim:";

// One case x comparison. Numbers are absent where the verdict has none; they are in base units (ns, bytes, 1).
struct Row {
  std::string case_name;   // empty: of the run as a whole, such as a required metric that no case compares
  std::string comparison;  // allocations, time_ratio, ..., anchor:<metric> or claim:<text>
  Verdict verdict = Verdict::kError;
  std::string unit;               // "", "B", "x" (a ratio), "ns", or a user counter's own
  std::optional<double> stored;   // what is compared against: the stored number, or a claim's bound
  std::optional<double> current;  // what was measured
  std::optional<double> low;      // interval of `current`, where the comparison has one
  std::optional<double> high = {};
  std::string limit = {};          // as it is written: "time_ratio +25%", or a claim
  std::string limit_origin = {};   // where the limit is written: file:line
  std::string level = {};          // how sure: "exact", "16 processes, ...", "error rate <= 1e-05"
  std::string reason = {};         // why this verdict, one sentence; empty for a plain ok
  std::string stored_origin = {};  // where the stored number is written: file:line
  std::string strict = {};   // what makes it block where its verdict usually doesn't: "ratchet", "strict: unstable"
  std::string allowed = {};  // what lets it through where its verdict usually blocks: "new_cases: allow"
  std::string renamed_from = {};  // of a `missing` or `new` row: the old and the new name of what is probably one case
  std::string renamed_to = {};
  std::string mute = {};             // why and until when it doesn't block; empty: not muted
  std::optional<double> bound = {};  // of a ratio: where beyond it is `regressed`, had it been measured long enough
  bool more_is_worse = true;         // which way from `stored` is the wrong one; in a claim, the one that it excludes
};

// The metric that a comparison speaks of: "allocations" of "claim:allocations <= 1" and of "anchor:allocations"; also
// what is no metric of Pawl's own, such as a user counter. Borrowed from `comparison`.
std::string_view MetricOf(std::string_view comparison);

// How views name its case: "every case" for a row of the run as a whole.
std::string CaseLabel(const Row& row);

// Whether the row fails its run: by its verdict, unless something makes it strict, allows it or mutes it.
bool Blocks(const Row& row);

// Whether it is a live time that could not be compared and that nobody required: a warning of the run says once, for
// all of them, why.
bool IsAbsentLiveTime(const Row& row);

// Whether nothing about the row is news: it is ok, or its instrument is absent and nobody asked for it.
bool NeedsNoAttention(const Row& row);

// Errors, what blocks, what could not be decided, the rest; by case within each.
void SortWorstFirst(std::vector<Row>& rows);

// What the numbers were measured on and with. Shown, and compared by key only.
struct Environment {
  std::string build_key;
  std::string time_key;
  std::string instruction_key;  // empty if no instructions were counted
  std::string source;           // hash of the benchmark's own sources and data; empty: unknown (schema 1)
  std::string cpu_model;
  std::vector<std::string> cpu_features;
  std::string compiler;
  std::string compiler_flags;
  std::string benchmark_library;
  std::string kernel;
  std::string commit;  // stamped by the build; empty if unknown
  bool dirty = false;  // the work tree had uncommitted changes
};

// The two sizes of input between which an implementation overtakes its reference, or falls behind it.
struct Crossover {
  std::string implementation;  // "checksum/Crc32c/impl:optimized"
  std::string key;             // what the sizes are of: "bytes"
  double below = 0;            // the largest size on the one side
  double above = 0;            // the smallest one on the other
  bool wins_above = true;
};

// How many rows have each verdict, by the enumerator's value.
using VerdictCounts = std::array<int, kVerdicts.size()>;

// "2 regressed, 1 new": those that occur, in the order of the enumerators.
std::string CountsInWords(const VerdictCounts& counts);

// The serialized outcome of one target's run; every view (terminal, JUnit, HTML) shows what stands here and computes
// nothing more.
struct Result {
  int schema = kResultSchema;
  std::string target;      // //benches:image_flags_perf
  std::string build_file;  // benches/BUILD
  std::string baseline_file;
  std::string pawl;    // the label of `pawl` as its user names it: //tools/cli:pawl, @pawl//tools/cli:pawl
  std::string filter;  // the test filter, empty for all
  uint64_t seed = 0;   // of schedule, CPU draws and stack offsets
  double wall_s = 0;
  double measured_s = 0;  // inside timed slices
  int processes = 0;
  Environment environment;
  Evidence evidence;
  std::vector<Row> rows;  // worst verdict first
  std::vector<std::string> warnings;
  std::vector<std::string> notes;   // worth knowing, and no fault of this run
  std::string idle;                 // why no case was to be judged and that is a pass: a shard without cases
  std::vector<std::string> errors;  // of the run as a whole: no rows could be judged, or not all
  std::string against = {};         // of a comparison of two builds: the other one, as its user named it
  std::vector<Crossover> crossovers = {};
  bool errors_are_usage = false;  // each is a mistake in a claim, a filter or a pattern: exits kExitUsage

  VerdictCounts Counts() const;
  // The most severe code of the rows and errors. `nothing was gated` is never a pass: without any row that is ok,
  // regressed, improved or unstable it is at least kExitUnmatched, unless the run was meant to be idle.
  int ExitCode() const;
};

std::string ToJson(const Result& result);
// The same on one line, for files that hold it among other things.
std::string ToCompactJson(const Result& result);

// `origin` names the text in errors (a path). Reads every older schema; refuses a newer one, truncated text and missing
// fields.
absl::StatusOr<Result> ResultFromJson(const std::string& text, const std::string& origin);

}  // namespace pawl

#endif  // PAWL_TOOLS_MODEL_RESULT_H_
