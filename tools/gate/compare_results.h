#ifndef PAWL_TOOLS_GATE_COMPARE_RESULTS_H_
#define PAWL_TOOLS_GATE_COMPARE_RESULTS_H_

#include "tools/gate/compare_stored.h"
#include "tools/model/result.h"

namespace pawl {

// CompareStored() of two results of Pawl's own. Each may be a gate's, a report's, or itself a comparison of two builds;
// of the latter only what was measured of its contender is compared, and a note says so.
StoredComparison CompareResults(const Result& before, const Result& now);

}  // namespace pawl

#endif  // PAWL_TOOLS_GATE_COMPARE_RESULTS_H_
