#ifndef PAWL_REPORTS_DRAWN_RESULTS_H_
#define PAWL_REPORTS_DRAWN_RESULTS_H_

#include "reports/html.h"

namespace pawl {

// Made-up runs for whoever looks at a page in a browser; the same at every call.

// EveryVerdict() with something to draw in every kind of figure: samples of two implementations and of two builds,
// five sizes with a crossover, and profiles of two sides.
ReportInput DrawnReport();

// Names, reasons and functions that try to leave the text they stand in: tags, quotes, newlines, right-to-left
// overrides.
ReportInput HostileReport();

// `cases` cases with five rows and `samples` samples each.
ReportInput LargeReport(int cases, int samples);

}  // namespace pawl

#endif  // PAWL_REPORTS_DRAWN_RESULTS_H_
