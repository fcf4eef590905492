#ifndef PAWL_TOOLS_CLI_COMPARE_FILES_COMMAND_H_
#define PAWL_TOOLS_CLI_COMPARE_FILES_COMMAND_H_

#include "absl/status/status.h"
#include "tools/cli/commands.h"

namespace pawl {

// Whether the words of `pawl compare` ask for one thing: a live comparison, with --against, or that of two files.
// InvalidArgument says what is left over or missing.
absl::Status CheckCompareArguments(const CompareArguments& arguments);

// `pawl compare A.json B.json`: compares what two files hold, and measures nothing. REQUIRES: CheckCompareArguments(),
// and no --against.
int CompareFilesCommand(const CompareArguments& arguments, Output output);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_COMPARE_FILES_COMMAND_H_
