#ifndef PAWL_TOOLS_CLI_GOLDEN_H_
#define PAWL_TOOLS_CLI_GOLDEN_H_

#include <string>

namespace pawl {

// Fails the running test unless `text` is what tools/cli/testdata/`name` holds. A missing golden fails, too. Otherwise
// writes the text to the test's outputs and prints the one command that accepts it.
void ExpectGolden(const std::string& text, const std::string& name);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_GOLDEN_H_
