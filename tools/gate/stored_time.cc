#include "tools/gate/stored_time.h"

#include <algorithm>

#include "fmt/format.h"
#include "tools/gate/limits.h"
#include "tools/gate/stored_rows.h"
#include "tools/stats/floors.h"

namespace pawl {
namespace {

std::string_view ClockName(Clock clock) { return clock == Clock::kCpu ? "thread CPU time" : "wall time"; }

bool Incomparable(Row& row, const std::string& why) {
  if (why.empty()) return false;
  row.verdict = Verdict::kIncomparable;
  row.reason = why;
  return true;
}

}  // namespace

Row AbsoluteTimeRow(const std::string& case_name, const CaseEvidence& before, const CaseEvidence& now,
                    const std::string& why_incomparable) {
  Row row = BothSides(case_name, kTime, "ns", before.time->floor_ns, now.time->floor_ns);
  row.level = fmt::format("floors of {} and {} processes", before.time->processes, now.time->processes);
  if (Incomparable(row, why_incomparable)) return row;
  if (before.clock != now.clock) {
    Incomparable(row, fmt::format("{} -> {}", ClockName(before.clock), ClockName(now.clock)));
    return row;
  }
  const bool same = before.time->floor_ns == now.time->floor_ns && before.time->median_ns == now.time->median_ns;
  row.verdict = same ? Verdict::kOk : Verdict::kUnstable;
  row.reason = same ? "the same numbers in both files"
                    : "block-wise: an absolute time moves with the state of the machine, so it is shown and not judged";
  return row;
}

Row StoredRatioRow(const PairEvidence& before, const PairEvidence& now, const Limit& limit, Work work,
                   const std::string& why_incomparable) {
  stats::FloorRatio a;
  stats::FloorRatio b;
  a.Add(before.contender_floors_ns, before.reference_floors_ns);
  b.Add(now.contender_floors_ns, now.reference_floors_ns);
  Row row = BothSides(now.contender, kTimeRatio, "x", a.ratio(), b.ratio());
  row.limit = limit.text;
  row.limit_origin = limit.origin;
  row.level = fmt::format("coarse: floors of {} and {} processes", a.processes(), b.processes());
  if (Incomparable(row, why_incomparable)) return row;
  const double spread = std::max(a.Spread().value_or(0), b.Spread().value_or(0));
  const RatioRule rule = ApplyRatioRule(limit, spread, a.ratio(), b.ratio());
  const RatioRule as_written = ApplyRatioRule(limit, 0, a.ratio(), b.ratio());
  const bool beyond = rule.worse || rule.better;
  row.verdict = Verdict::kUnstable;
  if (std::min(a.processes(), b.processes()) < rule.needed) {
    row.reason = fmt::format("block-wise: ratios {:.0f}% apart are the code's only over {} processes in both files",
                             rule.apart * 100, rule.needed);
  } else if (beyond && work == Work::kSame) {
    row.reason =
        "block-wise: both implementations execute and allocate what they did, so the state of the machine or the place "
        "of the code in memory moved the ratio";
  } else if (beyond) {
    row.verdict = rule.worse ? Verdict::kRegressed : Verdict::kImproved;
  } else if (as_written.worse || as_written.better) {
    row.reason = fmt::format(
        "noise: the ratios are {:.0f}% apart, beyond the limit as it is written, and floors that scatter by {:.0f}% "
        "cannot tell whether that is the code's",
        rule.apart * 100, spread * 100);
  } else {
    row.verdict = Verdict::kOk;
    if (rule.apart > rule.warning) {
      row.reason =
          fmt::format("warning: the ratios are {:.0f}% apart, more than {:.0f}%", rule.apart * 100, rule.warning * 100);
    }
  }
  return row;
}

}  // namespace pawl
