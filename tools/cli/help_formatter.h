#ifndef PAWL_TOOLS_CLI_HELP_FORMATTER_H_
#define PAWL_TOOLS_CLI_HELP_FORMATTER_H_

#include <string>

#include "CLI/CLI.hpp"

namespace pawl {

// What `--help` prints, the same with every version of CLI11: its own formatter words, orders and wraps it differently
// from release to release. For commands as pawl's are: one group of options, and subcommands are required where there
// are any.
class HelpFormatter : public CLI::FormatterBase {
 public:
  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_HELP_FORMATTER_H_
