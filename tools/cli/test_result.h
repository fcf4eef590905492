#ifndef PAWL_TOOLS_CLI_TEST_RESULT_H_
#define PAWL_TOOLS_CLI_TEST_RESULT_H_

#include <string>

#include "tools/model/result.h"

namespace pawl {

inline constexpr char kTestCase[] = "x/Y/impl:optimized/n:1";

// A row of kTestCase without numbers.
Row RowOf(Verdict verdict, const std::string& comparison = "allocations");

// A made-up run of //benches:x_perf without rows.
Result EmptyResult();

// One row of every verdict, worst first.
Result EveryVerdict();

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_TEST_RESULT_H_
