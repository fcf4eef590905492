#ifndef PAWL_TOOLS_MODEL_LIMIT_H_
#define PAWL_TOOLS_MODEL_LIMIT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "tools/model/metric.h"
#include "tools/model/scanner.h"

namespace pawl {

// How far a metric may move the wrong way before its row is `regressed` (or, the other way, `improved`).
//
// Written in BUILD files and printed in rows as `metric +R% [and +A unit]`:
//   "allocated_bytes +1% and +64 B"   fires only if both parts are exceeded
//   "peak_bytes +2%"                  percent only
//   "leaked_bytes +1 B"               amount only
//   "allocations +0"                  nothing is tolerated
//   "compression_ratio -5%"           of a metric whose larger numbers are the better ones
//   "time theta 1% margin 3%"         live time: what the sequential test shows, and what counts as unchanged
struct Limit {
  std::string metric;
  double relative = 0;        // share of the stored number; 0.02 means 2 %. For `time`: theta
  double absolute = 0;        // in the metric's base unit; not for `time`
  double margin = 0;          // `time` only: a change shown to be below it is `ok`
  bool more_is_worse = true;  // which way is the wrong one
  std::string text;           // as written
  std::string origin;         // file:line where it is written; the reader of the file fills it in
};

// Parses one limit on one of `metrics`. Amounts may carry a unit of the metric's kind; they must where the metric
// counts in another than its base unit. Refuses a relative part of more than 50 %, which would let a change pass that
// everybody would call a regression; only the coarse stored time_ratio may be wider. Pure. Errors name the limit, the
// position, what was expected there and the nearest metric.
absl::StatusOr<Limit> ParseLimit(std::string_view text, const Metrics& metrics = BuiltInMetrics());

// Parses what follows the metric's name, into everything but the origin. For texts that end with a limit.
absl::Status ParseLimitParts(Scanner& scanner, const MetricInfo& metric, Limit& limit);

// Whether `current` is worse than `stored` by more than the limit. With the two swapped: whether it is better by more
// than the limit, so that exchanging two sides turns every `regressed` into `improved` and back.
bool Exceeds(const Limit& limit, double stored, double current);

}  // namespace pawl

#endif  // PAWL_TOOLS_MODEL_LIMIT_H_
