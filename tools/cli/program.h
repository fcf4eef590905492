#ifndef PAWL_TOOLS_CLI_PROGRAM_H_
#define PAWL_TOOLS_CLI_PROGRAM_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace pawl {

struct ProgramExit {
  int code = 0;     // its own, or 128 + the signal that ended it
  std::string out;  // what it printed on its standard output, if that was captured
};

struct ProgramOptions {
  std::string folder = {};                // to run in; empty: this process's own
  bool capture = true;                    // its standard output; false: that goes to our standard error
  bool quiet = false;                     // drops its standard error, which is ours otherwise
  std::vector<std::string> without = {};  // variables of our environment that it must not see
  std::string stderr_file = {};           // a new file for its standard error
};

// Runs a program of PATH without a shell and waits for it. Its standard input is empty. It can be interrupted, also
// where this process holds signals back. NotFound if there is no such program, Cancelled if it was
// interrupted, and after InterruptPrograms().
absl::StatusOr<ProgramExit> RunProgram(const std::vector<std::string>& argv, const ProgramOptions& options = {});

// Interrupts the program that runs now, if one does, as Ctrl-C would, and lets no thread but this one start others: the
// end of this process is near.
void InterruptPrograms();

// `text` without empty lines, line by line.
std::vector<std::string> Lines(const std::string& text);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_PROGRAM_H_
