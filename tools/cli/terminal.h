#ifndef PAWL_TOOLS_CLI_TERMINAL_H_
#define PAWL_TOOLS_CLI_TERMINAL_H_

#include <string>

#include "tools/model/result.h"

namespace pawl {

// One row as people read it, several lines: verdict, case and comparison; numbers against the limit and where that is
// written; the reason; and, for a row that is not ok, the commands that reproduce, explain and accept it. Begins with
// the verdict word. Shared by terminal and test.xml.
std::string DescribeRow(const Row& row, const Result& result);

// "12 ok, 1 regressed"; of a result without rows, why it has none.
std::string CountsText(const Result& result);

// Everything of a result that is not ok, worst first, then one sentence with the count of every verdict and the wall
// time as the last line.
std::string RenderTerminal(const Result& result);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_TERMINAL_H_
