#ifndef PAWL_TOOLS_MODEL_COMMANDS_H_
#define PAWL_TOOLS_MODEL_COMMANDS_H_

#include <string>
#include <string_view>
#include <vector>

namespace pawl {

// Command lines to copy into a POSIX shell, quoted so that they mean one case whatever its name contains. Every view
// prints these and no others.

// `text` as one word of a POSIX shell.
std::string ShellQuoted(std::string_view text);

// The filter that matches exactly this case, whatever characters its name has: an ECMAScript regular expression.
std::string CasePattern(std::string_view case_name);

// Runs exactly this case in its gate; an empty case: the whole target.
std::string ReproduceCommand(std::string_view target, std::string_view case_name);

// Compares exactly this case with another build, live; an empty case: the whole target.
std::string CompareCommand(std::string_view pawl, std::string_view against, std::string_view target,
                           std::string_view case_name);

// Says where the case's limits come from and what was last measured. `pawl` is the program's label.
std::string ExplainCommand(std::string_view pawl, std::string_view case_name);

// Gives the stored numbers of a case to another one.
std::string RenameCommand(std::string_view pawl, std::string_view old_name, std::string_view new_name);

// Accepts the numbers of the whole target, or of one case, as its stored baseline.
std::string AcceptCommand(std::string_view target);
std::string AcceptCaseCommand(std::string_view target, std::string_view case_name);

// Pins the stored numbers of these cases as their anchor; of those without any, the anchor is dropped.
std::string PinCasesCommand(std::string_view target, const std::vector<std::string>& cases);

}  // namespace pawl

#endif  // PAWL_TOOLS_MODEL_COMMANDS_H_
