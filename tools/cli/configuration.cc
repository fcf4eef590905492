// What the three names of an option are, and how settings get into a command line.
#include "tools/cli/configuration.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "CLI/CLI.hpp"
#include "fmt/format.h"
#include "fmt/ranges.h"

namespace pawl {
namespace {

std::string VariableOf(const std::string& command, const std::string& option) {
  std::string name = fmt::format("PAWL_{}_{}", command, option);
  for (char& c : name) c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

void AddNames(const CLI::App& command, const std::string& path, std::vector<OptionNames>& names) {
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_lnames().empty() || option == command.get_help_ptr()) continue;
    const std::string& name = option->get_lnames().front();
    names.push_back({path, "--" + name, VariableOf(path, name), path + "." + name});
  }
  for (const CLI::App* sub : command.get_subcommands([](const CLI::App*) { return true; })) {
    AddNames(*sub, path + "-" + sub->get_name(), names);
  }
}

bool IsWordOf(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_'; }

bool Names(std::string_view text, std::string_view flag) {
  for (size_t at = text.find(flag); at != std::string_view::npos; at = text.find(flag, at + 1)) {
    const size_t end = at + flag.size();
    if (end == text.size() || !IsWordOf(text[end])) return true;
  }
  return false;
}

// What stands on a command line, as far as it matters here.
struct Typed {
  const CLI::App* command;
  std::string path;             // "gate"
  std::set<std::string> flags;  // "--seed"
  size_t end = 0;               // where more options may be put: before `--`
  bool open = false;            // the last option still waits for its value
};

Typed Read(const CLI::App& app, const std::vector<std::string>& words) {
  Typed typed{&app, "", {}, words.size()};
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--") {
      typed.end = i;
      break;
    }
    if (word.starts_with("--")) {
      const size_t equals = word.find('=');
      const std::string flag = word.substr(0, equals);
      typed.flags.insert(flag);
      const CLI::Option* option = typed.command->get_option_no_throw(flag);
      const bool waits = option != nullptr && equals == std::string::npos && option->get_items_expected_min() > 0;
      if (waits && ++i == words.size()) typed.open = true;
      continue;
    }
    const auto subs = typed.command->get_subcommands([&](const CLI::App* sub) { return sub->get_name() == word; });
    if (subs.empty()) continue;
    typed.command = subs.front();
    typed.path += (typed.path.empty() ? "" : "-") + word;
  }
  return typed;
}

}  // namespace

std::vector<OptionNames> NamesOfOptions(const CLI::App& app) {
  std::vector<OptionNames> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    AddNames(*command, command->get_name(), names);
  }
  return names;
}

CommandLine Complete(const CLI::App& app, const std::vector<std::string>& words, const Settings& settings) {
  CommandLine line{words, {}};
  const Typed typed = Read(app, words);
  if (typed.open) return line;  // it would take what is put behind it for its value
  std::vector<std::string> more;
  bool list = false;  // the last of them
  for (const OptionNames& option : NamesOfOptions(app)) {
    const auto setting = settings.by_key.find(option.key);
    if (option.command != typed.path || setting == settings.by_key.end() || typed.flags.contains(option.flag)) continue;
    for (const std::string& value : setting->second.values) more.push_back(option.flag + "=" + value);
    line.sources[option.flag] = setting->second.source;
    list = typed.command->get_option(option.flag)->get_allow_extra_args();
  }
  // A list ends with the first `--`, and does not leave it to the words behind.
  if (list && typed.end < words.size()) more.emplace_back("--");
  line.words.insert(line.words.begin() + static_cast<std::ptrdiff_t>(typed.end), more.begin(), more.end());
  return line;
}

absl::StatusOr<std::string> TakeConfigFlag(std::vector<std::string>& words) {
  constexpr std::string_view kFlag = "--config";
  const auto end = std::find(words.begin(), words.end(), "--");
  const auto found = std::find_if(words.begin(), end, [&](const std::string& word) {
    return word == kFlag || word.starts_with(std::string(kFlag) + "=");
  });
  if (found == end) return "";
  std::string file;
  auto last = found + 1;
  if (*found != kFlag) {
    file = found->substr(kFlag.size() + 1);
  } else if (last != end) {
    file = *last++;
  }
  if (file.empty()) return absl::InvalidArgumentError("--config needs a file: --config=.pawl.toml");
  words.erase(found, last);
  return file;
}

std::string BlameSettings(std::string_view error, const CommandLine& line) {
  std::string blame;
  for (const auto& [flag, source] : line.sources) {
    if (Names(error, flag)) blame += fmt::format(" ({} was set by {})", flag, source);
  }
  return blame;
}

std::string RenderConfiguration(const std::vector<OptionNames>& options, const Settings& settings) {
  std::string text = fmt::format("{:<28}{:<30}{}\n", "option", "environment variable", "key in .pawl.toml");
  for (const OptionNames& option : options) {
    text += fmt::format("{:<28}{:<30}{}\n", option.command + " " + option.flag, option.variable, option.key);
  }
  if (settings.by_key.empty()) return text;
  text += "\nSet here:\n";
  for (const auto& [key, setting] : settings.by_key) {
    text += fmt::format("  {} = {} ({})\n", key, fmt::join(setting.values, ", "), setting.source);
  }
  return text;
}

}  // namespace pawl
