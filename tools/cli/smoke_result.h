#ifndef PAWL_TOOLS_CLI_SMOKE_RESULT_H_
#define PAWL_TOOLS_CLI_SMOKE_RESULT_H_

#include <algorithm>
#include <string_view>

#include "tools/model/result.h"

namespace pawl {

// How sure a row of a smoke test is. It has the same target as the gate's, and measures nothing.
inline constexpr std::string_view kSmokeLevel = "each case once, answers compared";

// Whether a smoke test wrote it. One that ran no case looks like a gate's that did not either.
inline bool IsSmokeResult(const Result& result) {
  return !result.rows.empty() &&
         std::all_of(result.rows.begin(), result.rows.end(), [](const Row& row) { return row.level == kSmokeLevel; });
}

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_SMOKE_RESULT_H_
