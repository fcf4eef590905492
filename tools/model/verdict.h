#ifndef PAWL_TOOLS_MODEL_VERDICT_H_
#define PAWL_TOOLS_MODEL_VERDICT_H_

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>

namespace pawl {

// What became of one row, that is one case x comparison. Every row has exactly one.
enum class Verdict {
  kOk,
  kRegressed,
  kImproved,
  kUnstable,
  kMissing,
  kNew,
  kIncomparable,
  kNotMeasured,
  kError,
};

// Everything the rest of the project says about a verdict. One entry per enumerator, in its order.
struct VerdictInfo {
  Verdict verdict;
  std::string_view word;      // the one spelling: code, JSON, log, report, manual
  std::string_view symbol;    // a shape, so that a report never speaks by colour alone
  bool blocks;                // fails a run without further options
  std::string_view if_asked;  // the perf_test attribute that makes it block if it doesn't; empty: none
  int exit_code;              // of a run in which this is the most severe blocking verdict
  std::string_view meaning;
};

inline constexpr std::array<VerdictInfo, 9> kVerdicts = {{
    {Verdict::kOk, "ok", "=", false, "", 0, "within the limit, or shown unchanged within the margin"},
    {Verdict::kRegressed, "regressed", "^", true, "", 3, "worse beyond the limit; a claim broken"},
    {Verdict::kImproved, "improved", "v", false, "ratchet", 4, "better beyond the limit"},
    {Verdict::kUnstable, "unstable", "~", false, "strict", 5, "undecided at the cap"},
    {Verdict::kMissing, "missing", "-", true, "", 6, "a stored record without a result"},
    {Verdict::kNew, "new", "+", true, "", 6, "a result without a stored record"},
    {Verdict::kIncomparable, "incomparable", "#", false, "strict", 6, "the keys or the benchmark's sources differ"},
    {Verdict::kNotMeasured, "not-measured", "?", false, "require", 6, "the instrument or feature is absent here"},
    {Verdict::kError, "error", "!", true, "", 1, "crash, empty, NaN, dead code, outputs differ"},
}};

inline constexpr const VerdictInfo& Info(Verdict verdict) { return kVerdicts[static_cast<size_t>(verdict)]; }
inline constexpr std::string_view Word(Verdict verdict) { return Info(verdict).word; }

inline constexpr std::optional<Verdict> ParseVerdict(std::string_view word) {
  for (const VerdictInfo& info : kVerdicts) {
    if (info.word == word) return info.verdict;
  }
  return std::nullopt;
}

// The exit codes of `pawl`. Never a count, never above 125.
enum ExitCode : int {
  kExitOk = 0,
  kExitError = 1,
  kExitUsage = 2,
  kExitRegressed = 3,
  kExitImproved = 4,
  kExitUnstable = 5,
  kExitUnmatched = 6,
};

// Most severe first: an exit code earlier in this list wins over a later one.
inline constexpr std::array<int, 6> kExitSeverity = {kExitError,     kExitUsage,    kExitRegressed,
                                                     kExitUnmatched, kExitUnstable, kExitImproved};

// The code of what ended with all of these.
inline constexpr int MostSevere(std::span<const int> codes) {
  for (const int code : kExitSeverity) {
    if (std::find(codes.begin(), codes.end(), code) != codes.end()) return code;
  }
  return kExitOk;
}

}  // namespace pawl

#endif  // PAWL_TOOLS_MODEL_VERDICT_H_
