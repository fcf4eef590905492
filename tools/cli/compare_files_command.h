#ifndef PAWL_TOOLS_CLI_COMPARE_FILES_COMMAND_H_
#define PAWL_TOOLS_CLI_COMPARE_FILES_COMMAND_H_

#include "absl/status/status.h"
#include "tools/cli/commands.h"

namespace pawl {

// Whether the words of `pawl compare` ask for that: two files of results, or no --against. One that is only configured
// does not count beside two files.
bool AsksForFiles(const CompareArguments& arguments);

// Whether they ask for one thing, that or a live comparison. InvalidArgument says what is left over or missing; options
// that nobody typed are neither.
absl::Status CheckCompareArguments(const CompareArguments& arguments);

// `pawl compare A.json B.json`: compares what two files hold, and measures nothing. REQUIRES: CheckCompareArguments(),
// and AsksForFiles().
int CompareFilesCommand(const CompareArguments& arguments, Output output);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_COMPARE_FILES_COMMAND_H_
