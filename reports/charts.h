#ifndef PAWL_REPORTS_CHARTS_H_
#define PAWL_REPORTS_CHARTS_H_

#include "reports/components.h"
#include "reports/figures.h"
#include "reports/html.h"
#include "reports/markup.h"

namespace pawl {

// The figures of one component: its ratios against their limits, cost against size, what was accepted before, and for
// each group of cases that differ by implementation only the work, every sample, and the samples in run order. Samples
// are not repeated: figures point to where they stand in the results of `input`, which `component` was listed from.
// Then the flame graphs of its explained cases. Empty without a script.
Markup ComponentFigures(const Component& component, const ReportInput& input, Figures& figures);

}  // namespace pawl

#endif  // PAWL_REPORTS_CHARTS_H_
