#include "tools/cli/help_formatter.h"

#include <cstddef>
#include <vector>

#include "fmt/format.h"

namespace pawl {
namespace {

constexpr size_t kColumn = 30;  // where descriptions begin

std::string Line(const std::string& name, const std::string& description) {
  const std::string indented = "  " + name;
  const bool fits = indented.size() < kColumn || description.empty();
  return fmt::format("{:<{}}{}{:<{}}{}\n", indented, fits ? kColumn : 0, fits ? "" : "\n", "", fits ? 0 : kColumn,
                     description);
}

bool TakesMany(const CLI::Option& option) { return option.get_expected_max() == CLI::detail::expected_max_vector_size; }

std::string Usage(const CLI::Option& positional) {
  const std::string name = positional.get_name(/*positional=*/true) + (TakesMany(positional) ? "..." : "");
  return positional.get_required() ? name : "[" + name + "]";
}

// The name with the type of the value, its default, and what else holds for it.
std::string Described(const CLI::Option& option) {
  std::string text = option.get_name(option.get_positional(), /*all_options=*/!option.get_positional());
  if (option.get_type_size() != 0) {
    if (!option.get_type_name().empty()) text += " " + option.get_type_name();
    if (!option.get_default_str().empty()) text += "=" + option.get_default_str();
    if (TakesMany(option)) text += " ...";
    if (option.get_required()) text += " REQUIRED";
  }
  for (const CLI::Option* excluded : option.get_excludes()) text += " Excludes: " + excluded->get_name();
  return text;
}

std::string Section(const std::string& title, const std::vector<const CLI::Option*>& options) {
  std::string text;
  for (const CLI::Option* option : options) text += Line(Described(*option), option->get_description());
  return text.empty() ? "" : fmt::format("\n{}:\n{}", title, text);
}

}  // namespace

std::string HelpFormatter::make_help(const CLI::App* app, std::string name, CLI::AppFormatMode /*mode*/) const {
  const std::vector<const CLI::Option*> positionals =
      app->get_options([](const CLI::Option* option) { return option->get_positional(); });
  const std::vector<const CLI::Option*> options =
      app->get_options([](const CLI::Option* option) { return !option->get_positional(); });
  const std::vector<const CLI::App*> subcommands = app->get_subcommands([](const CLI::App*) { return true; });
  std::string text = fmt::format("{}\nUsage: {} [OPTIONS]", app->get_description(), name);
  for (const CLI::Option* positional : positionals) text += " " + Usage(*positional);
  if (!subcommands.empty()) text += " SUBCOMMAND";
  text += "\n" + Section("Positionals", positionals) + Section("Options", options);
  if (!subcommands.empty()) text += "\nSubcommands:\n";
  for (const CLI::App* command : subcommands) text += Line(command->get_name(), command->get_description());
  return fmt::format("{}\n{}{}", text, app->get_footer(), app->get_footer().empty() ? "" : "\n");
}

}  // namespace pawl
