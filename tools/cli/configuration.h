#ifndef PAWL_TOOLS_CLI_CONFIGURATION_H_
#define PAWL_TOOLS_CLI_CONFIGURATION_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace CLI {  // NOLINT(readability-identifier-naming): its own name
class App;
}  // namespace CLI

// Every option has three names that follow from one another: a flag, an environment variable, and a key in a file. The
// options themselves are the only list: what is added to the command line can be set everywhere.
namespace pawl {

inline constexpr char kConfigurationFile[] = ".pawl.toml";
inline constexpr char kConfigurationFileVariable[] = "PAWL_CONFIG";  // names another file, as --config does

struct OptionNames {
  std::string command;   // "gate"
  std::string flag;      // "--strict-env"
  std::string variable;  // "PAWL_GATE_STRICT_ENV"
  std::string key;       // "gate.strict-env"; in the file also "strict-env" below "[gate]"
};

// Those of every command, in the order in which they were added. Words without a dash are no options.
std::vector<OptionNames> NamesOfOptions(const CLI::App& app);

// What the environment or a file says of an option.
struct Setting {
  std::vector<std::string> values;  // as after `--option=`; several where the file has a list
  std::string source;               // "PAWL_GATE_SEED", ".pawl.toml:3"
};

struct Settings {
  std::map<std::string, Setting> by_key;
  std::vector<std::string> warnings;  // variables of Pawl's prefix that are none of its options, with the nearest name
};

// The file's keys, over which the environment's variables win; an empty variable counts as none. InvalidArgument, with
// file, line and the nearest name, for a key that is no option's, is there twice or has no value, and for text that is
// no TOML. `file` names it in messages; `text` may be empty. Pure.
absl::StatusOr<Settings> ReadSettings(const std::vector<OptionNames>& options,
                                      const std::map<std::string, std::string>& environment, const std::string& file,
                                      const std::string& text);

// The same from this process's environment and the file that `named` (empty: nobody), kConfigurationFileVariable or
// nobody names; then it is kConfigurationFile of the work space if there is one, or of the folder in which the program
// stands. A file that somebody named must be there.
absl::StatusOr<Settings> ReadSettingsOfThisProcess(const std::vector<OptionNames>& options, const std::string& named);

// A command line that is complete without environment and file.
struct CommandLine {
  std::vector<std::string> words;
  std::map<std::string, std::string> sources;  // of the flags that were put in: "--seed" -> "PAWL_GATE_SEED"
};

// Puts the settings of the command that `words` name behind them, as if they had been typed, but for options that were
// typed. So the flag wins, and a wrong value is refused by who refuses it on the command line.
CommandLine Complete(const CLI::App& app, const std::vector<std::string>& words, const Settings& settings);

// Takes `--config=FILE` or `--config FILE` out of `words`, wherever it stands before `--`; returns FILE.
// InvalidArgument without one.
absl::StatusOr<std::string> TakeConfigFlag(std::vector<std::string>& words);

// What `error`, of parsing such a command line, owes to settings: " (--seed was set by PAWL_GATE_SEED)"; or empty.
std::string BlameSettings(std::string_view error, const CommandLine& line);

// The table of all options, and below it what `settings` set.
std::string RenderConfiguration(const std::vector<OptionNames>& options, const Settings& settings);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_CONFIGURATION_H_
