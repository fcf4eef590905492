#ifndef PAWL_TOOLS_GATE_STORED_TIME_H_
#define PAWL_TOOLS_GATE_STORED_TIME_H_

#include <string>

#include "tools/gate/work.h"
#include "tools/model/evidence.h"
#include "tools/model/limit.h"
#include "tools/model/result.h"

// Times of two results of Pawl's own, neither of which ran beside the other. `why_incomparable` is empty if their time
// keys and sources are the same.
namespace pawl {

// The absolute time of a case that both timed: shown, and judged only in so far as equal numbers are equal. Between
// two runs of unchanged code over 8 processes each, one floor in twenty moves by more than 5 %, and of the worst
// benchmark more than one in ten by more than 10 %.
Row AbsoluteTimeRow(const std::string& case_name, const CaseEvidence& before, const CaseEvidence& now,
                    const std::string& why_incomparable);

// The ratio of floors of two implementations by the gate's coarse rule, with the noise of the noisier side and the
// processes of the one that has fewer. `work` is what was counted of both implementations in both results: a ratio that
// moved while their work did not is the machine's. REQUIRES: each side has a process.
Row StoredRatioRow(const PairEvidence& before, const PairEvidence& now, const Limit& limit, Work work,
                   const std::string& why_incomparable);

}  // namespace pawl

#endif  // PAWL_TOOLS_GATE_STORED_TIME_H_
