#ifndef PAWL_TOOLS_STATS_RATES_COST_H_
#define PAWL_TOOLS_STATS_RATES_COST_H_

#include <string>

namespace pawl::stats {

// How long the judge takes beside what it may take, on synthetic cases with ten comparisons each, as a Markdown table.
// The only text here that differs from run to run. Takes some ten seconds, most of them to write what is then read.
std::string CostMarkdown();

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_RATES_COST_H_
