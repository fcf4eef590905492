#ifndef PAWL_TOOLS_GATE_LIMITS_H_
#define PAWL_TOOLS_GATE_LIMITS_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "tools/model/limit.h"

namespace pawl {

// Pawl's own limits, which hold where nobody wrote another one. The only place where their numbers stand; each names
// its line as its origin.
const std::vector<Limit>& DefaultLimits();

// The limits that somebody wrote for one perf_test. The nearest one on a metric holds, as a whole: its parts are not
// mixed with those of a farther one.
struct Limits {
  std::map<std::string, std::vector<Limit>, std::less<>> cases;  // of single cases: nearest
  std::vector<std::vector<Limit>> scopes;                        // then of target, package and repository

  // The limit somebody wrote; nullptr if there is none.
  const Limit* FindWritten(std::string_view case_name, std::string_view metric) const;
  // That one, or Pawl's own; nullptr for a metric that Pawl has no opinion on.
  const Limit* Find(std::string_view case_name, std::string_view metric) const;
};

// Whether every limit speaks of a case that exists, and none is contradicted by another one of its scope. Errors name
// the limit, where it is written, and the nearest case.
absl::Status CheckLimits(const Limits& limits, const std::vector<std::string>& cases);

// How far the anchor, the numbers of the last release, may be exceeded: twice the limit on the stored number. What
// tolerates nothing has nothing to double: 10 % and one unit, so that one deliberate allocation more does not need a
// new anchor.
inline constexpr double kAnchorFactor = 2;
inline constexpr double kAnchorRelative = 0.10;
inline constexpr double kAnchorAbsolute = 1;
Limit AnchorLimit(Limit limit);

// The stored ratio of floors is coarse: two implementations move against each other with the machine's state, by up to
// 14 % between sets of 16 processes. `spread` is the SD of its logarithm that `.accept` recorded.
inline constexpr double kRatioFailureSpreads = 5;  // the limit is never narrower than so many spreads
inline constexpr double kRatioWarning = 0.10;      // or 3 x spread
inline constexpr double kRatioWarningSpreads = 3;
// Over so many processes a ratio within its warning level is `ok`, as a claim may hold; anything else needs more. Two
// of five processes sit in the machine's slow mode; that all 8 do has probability 0.4^8 < 0.1 %. On recordings no ratio
// that was 30 % worse passed so early (docs/methods.md).
inline constexpr int kRatioCalmProcesses = 8;
inline constexpr int kRatioProcesses = 16;
// A ratio beyond the limit is measured on, over three times the processes and spread over more time, before it counts:
// floors only ever fall, so a machine that disturbed one side during the first 16 gets the chance to show its floor.
inline constexpr int kRatioSuspicionProcesses = 48;

// What looks exact in one process may still differ from process to process: a counter isn't called worse or better by
// fewer.
inline constexpr int kExactProcesses = 3;

// How far a ratio may be above the stored one, as a share of it: what the limit says, or the recorded noise if that is
// wider.
double RatioTolerance(const Limit& limit, double spread);

// What the coarse rule says of two ratios of floors with this much noise.
struct RatioRule {
  bool worse = false;   // beyond the limit
  bool better = false;  // beyond the limit the other way
  double apart = 0;     // the larger one / the smaller one - 1
  double warning = 0;   // `apart` above it is worth a sentence
  int needed = 0;       // processes before any of this is said
};
RatioRule ApplyRatioRule(const Limit& limit, double spread, double stored, double current);

// Exceeds() for a ratio of floors. Above and below are factors, so that swapping implementation and reference mirrors
// the answer, too.
bool RatioExceeds(const Limit& limit, double spread, double stored, double current);

}  // namespace pawl

#endif  // PAWL_TOOLS_GATE_LIMITS_H_
