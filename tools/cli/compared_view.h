#ifndef PAWL_TOOLS_CLI_COMPARED_VIEW_H_
#define PAWL_TOOLS_CLI_COMPARED_VIEW_H_

#include <string>

#include "absl/status/statusor.h"
#include "tools/cli/grouping.h"
#include "tools/model/result.h"
#include "tools/model/text_table.h"

namespace pawl {

// The comparison of two files as people read it, in this order: what the files are and can show; times, flat, in a
// table for each group or as a pivot table, each with the geometric mean of its ratios; what else is not ok; why, each
// reason once; one sentence with the count of every verdict. Every row of `result` stands in it or is counted.
//
// A cell of a pivot table is the ratio B / A; with groups, these are its rows, and a cell is the geometric mean of all
// of its cases. Where a key that is not shown differs among merged cases, a warning names it and its values.
// InvalidArgument for a key that no timed case has.
absl::StatusOr<std::string> RenderCompared(const Result& result, const Grouping& grouping, TextStyle style);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_COMPARED_VIEW_H_
