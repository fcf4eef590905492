#ifndef PAWL_REPORTS_TEST_RESULTS_H_
#define PAWL_REPORTS_TEST_RESULTS_H_

#include "reports/html.h"

namespace pawl {

// Two made-up targets that together hold every verdict, a broken claim, cases without judgement, a crash and a failed
// run.
ReportInput EveryVerdict();

}  // namespace pawl

#endif  // PAWL_REPORTS_TEST_RESULTS_H_
