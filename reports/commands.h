#ifndef PAWL_REPORTS_COMMANDS_H_
#define PAWL_REPORTS_COMMANDS_H_

#include <string>
#include <string_view>

#include "reports/markup.h"

namespace pawl {

// Command lines for a POSIX shell, quoted so that they mean one case whatever its name contains.
std::string ReproduceCommand(std::string_view target, std::string_view case_name);  // empty case: the whole target
std::string ExplainCommand(std::string_view case_name);
std::string AcceptCommand(std::string_view target);

// A block of one command; a click selects all of it.
Markup CommandBlock(std::string_view label, std::string_view command);

}  // namespace pawl

#endif  // PAWL_REPORTS_COMMANDS_H_
