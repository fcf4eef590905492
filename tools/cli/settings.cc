// What the environment and the file say.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <sstream>

#include "CLI/CLI.hpp"
#include "fmt/format.h"
#include "tools/cli/configuration.h"
#include "tools/cli/files.h"
#include "tools/model/case_name.h"
#include "tools/perf/run_scratch.h"

namespace pawl {
namespace {

constexpr std::string_view kPrefix = "PAWL_";
// Of the same prefix, and no options: the last three are read when the work space is loaded, by the rule
// `binary_store`.
constexpr std::array<std::string_view, 5> kOtherVariables = {kConfigurationFileVariable, kRunScratchVariable,
                                                             "PAWL_BINARY_STORE", "PAWL_BINARY_STORE_BYTES",
                                                             "PAWL_BINARY_STORE_URL"};

std::string DidYouMean(const std::string& name, const std::vector<std::string>& candidates) {
  const std::string nearest = Nearest(name, candidates);
  return nearest.empty() ? "" : fmt::format("; did you mean {}?", nearest);
}

std::string Trimmed(const std::string& text) {
  const size_t begin = text.find_first_not_of(" \t\r");
  return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(" \t\r") + 1 - begin);
}

// ".pawl.toml:3: " of the key, below whose section it stands; without a line if it is spelt in some other way.
std::string PlaceOf(const std::string& key, const std::string& file, const std::string& text) {
  std::istringstream lines(text);
  std::string section;
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    line = Trimmed(line);
    if (line.starts_with('[') && line.find(']') != std::string::npos) {
      section = line.substr(1, line.find(']') - 1) + ".";
    } else if (section + Trimmed(line.substr(0, line.find('='))) == key) {
      return fmt::format("{}:{}", file, number);
    }
  }
  return file;
}

// CLI11 takes a '#' for a comment even between quotes, and a quote that is never closed for text: both would silently
// cut a value off.
absl::Status CheckQuotes(const std::string& file, const std::string& text) {
  std::istringstream lines(text);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    char quote = 0;
    for (size_t i = 0; i < line.size(); ++i) {
      const char c = line[i];
      if (quote == 0 && c == '#') break;
      if (quote != 0 && c == '#') {
        return absl::InvalidArgumentError(
            fmt::format("{}:{}: '#' begins a comment even between quotes: set this by its flag or environment variable",
                        file, number));
      }
      if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (quote == '"' && c == '\\') {
        ++i;
      } else if (c == quote) {
        quote = 0;
      }
    }
    if (quote != 0) return absl::InvalidArgumentError(fmt::format("{}:{}: a quote is never closed", file, number));
  }
  return absl::OkStatus();
}

absl::Status AddFile(const std::vector<OptionNames>& options, const std::string& file, const std::string& text,
                     Settings& settings) {
  if (absl::Status status = CheckQuotes(file, text); !status.ok()) return status;
  std::vector<std::string> keys;
  keys.reserve(options.size());
  for (const OptionNames& option : options) keys.push_back(option.key);
  std::istringstream input(text);
  for (const CLI::ConfigItem& item : CLI::ConfigTOML().from_config(input)) {
    if (item.name == "++" || item.name == "--") continue;  // a section begins or ends
    const std::string key = item.fullname();
    const std::string place = PlaceOf(key, file, text);
    const auto invalid = [&](const std::string& why) {
      return absl::InvalidArgumentError(fmt::format("{}: {} {}", place, key, why));
    };
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
      return invalid("is no option" + DidYouMean(key, keys) + " `pawl help configuration` lists them all");
    }
    const bool empty = std::any_of(item.inputs.begin(), item.inputs.end(), [](const auto& one) { return one.empty(); });
    if (item.inputs.empty() || empty) return invalid("has no value: leave the key out if the option is not to be set");
    if (!settings.by_key.emplace(key, Setting{item.inputs, place}).second) return invalid("stands there twice");
  }
  return absl::OkStatus();
}

void AddEnvironment(const std::vector<OptionNames>& options, const std::map<std::string, std::string>& environment,
                    Settings& settings) {
  std::vector<std::string> variables(kOtherVariables.begin(), kOtherVariables.end());
  for (const OptionNames& option : options) {
    variables.push_back(option.variable);
    const auto found = environment.find(option.variable);
    if (found == environment.end() || found->second.empty()) continue;
    settings.by_key[option.key] = {{found->second}, option.variable};
  }
  for (const auto& [name, value] : environment) {
    if (!name.starts_with(kPrefix) || std::find(variables.begin(), variables.end(), name) != variables.end()) continue;
    settings.warnings.push_back(
        fmt::format("{} in the environment sets no option{}", name, DidYouMean(name, variables)));
  }
}

std::map<std::string, std::string> EnvironmentOfThisProcess() {
  std::map<std::string, std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string variable = *entry;
    const size_t equals = variable.find('=');
    if (equals != std::string::npos) environment[variable.substr(0, equals)] = variable.substr(equals + 1);
  }
  return environment;
}

}  // namespace

absl::StatusOr<Settings> ReadSettings(const std::vector<OptionNames>& options,
                                      const std::map<std::string, std::string>& environment, const std::string& file,
                                      const std::string& text) {
  Settings settings;
  if (absl::Status status = AddFile(options, file, text, settings); !status.ok()) return status;
  AddEnvironment(options, environment, settings);
  return settings;
}

absl::StatusOr<Settings> ReadSettingsOfThisProcess(const std::vector<OptionNames>& options, const std::string& named) {
  const std::map<std::string, std::string> environment = EnvironmentOfThisProcess();
  const auto variable = [&](const char* name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::string() : found->second;
  };
  std::string file = FromWorkingDirectory(named.empty() ? variable(kConfigurationFileVariable) : named);
  const bool optional = file.empty();
  if (optional) {
    const std::string workspace = variable("BUILD_WORKSPACE_DIRECTORY");
    file = workspace.empty() ? kConfigurationFile : workspace + "/" + kConfigurationFile;
  }
  const absl::StatusOr<std::string> text = ReadFile(file);
  if (!text.ok() && !(optional && absl::IsNotFound(text.status()))) return text.status();
  return ReadSettings(options, environment, file, text.value_or(""));
}

}  // namespace pawl
