#ifndef PAWL_TOOLS_CLI_JUNIT_H_
#define PAWL_TOOLS_CLI_JUNIT_H_

#include <string>

#include "tools/model/result.h"

namespace pawl {

// The result as test.xml: one test case per row, a failure for what is worse than its limit or has no counterpart, an
// error for what crashed or could not be judged, skipped (with the reason) for what could not be decided or compared.
// Errors of the run as a whole are an error of a test case named "run".
std::string RenderJUnit(const Result& result);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_JUNIT_H_
