#ifndef PAWL_TOOLS_STATS_CHECK_H_
#define PAWL_TOOLS_STATS_CHECK_H_

#include <source_location>

namespace pawl::stats {

// Aborts unless 'holds', after printing "file:line: requirement" of the caller to stderr; on in every build mode. Only
// for a broken precondition, that is a caller's bug: a verdict worked out from a NaN is worse than no verdict. A
// function and not a macro: 'requirement' says the condition in words, and source_location knows the line.
void Check(bool holds, const char* requirement, std::source_location where = std::source_location::current());

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_CHECK_H_
