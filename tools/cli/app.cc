#include "tools/cli/app.h"

#include <algorithm>
#include <map>
#include <memory>
#include <sstream>

#include "CLI/CLI.hpp"
#include "fmt/format.h"
#include "tools/cli/command_support.h"
#include "tools/cli/commands.h"
#include "tools/cli/configuration.h"
#include "tools/cli/help_formatter.h"
#include "tools/model/case_name.h"
#include "tools/model/verdict.h"

namespace pawl {
namespace {

constexpr char kFooter[] =
    "Every option can also be set by an environment variable or in .pawl.toml: pawl help configuration\n"
    "Exit codes: pawl help exit-codes";

class App {
 public:
  explicit App(Output output, const std::optional<PageScript>& page = {}) : output_(output) {
    report_.page = page;
    app_.require_subcommand(1);
    app_.footer(kFooter);
    app_.add_option("--config", config_, "file of options, instead of .pawl.toml of the work space; after any command");
    app_.formatter(std::make_shared<HelpFormatter>());  // before the commands, which take theirs from it
    AddGate();
    AddSmoke();
    AddAccept();
    AddCompare();
    AddBisect();
    AddReport();
    AddExplain();
    AddRename();
    AddLog();
    AddCalibrate();
    AddSelftest();
    AddDoctor();
    AddLayout();
    AddHelp();
  }

  int Run(const std::vector<std::string>& words) {
    if (absl::Status status = Parse(words); !status.ok()) return Fail(output_, status, kExitUsage);
    for (const std::string& warning : settings_.warnings) output_.err << "pawl: warning: " << warning << "\n";
    for (const auto& [flag, source] : sources_) output_.err << "pawl: " << flag << " is set by " << source << "\n";
    return command_();
  }

  // Leaves in command_ what the words ask for.
  absl::Status Parse(std::vector<std::string> words) {
    const absl::StatusOr<std::string> config = TakeConfigFlag(words);
    if (!config.ok()) return config.status();
    absl::StatusOr<Settings> settings = ReadSettingsOfThisProcess(NamesOfOptions(app_), *config);
    if (!settings.ok()) return settings.status();
    settings_ = *std::move(settings);
    const CommandLine line = Complete(app_, words, settings_);
    sources_ = line.sources;
    try {
      app_.parse(std::vector<std::string>(line.words.rbegin(), line.words.rend()));  // CLI11 takes them from the back
    } catch (const CLI::Success& success) {
      command_ = [this, success] { return app_.exit(success, output_.out, output_.err); };
    } catch (const CLI::ParseError& error) {
      const std::string meant = Meant(words);
      return absl::InvalidArgumentError(fmt::format("{}{}\n{}Run `pawl --help` for what there is.", error.what(),
                                                    BlameSettings(error.what(), line),
                                                    meant.empty() ? "" : "Did you mean `" + meant + "`?\n"));
    }
    return absl::OkStatus();
  }

 private:
  static std::vector<std::string> CommandNames(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
      names.push_back(command->get_name());
    }
    return names;
  }

  static std::vector<std::string> OptionNames(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
    names.emplace_back("--config");
    return names;
  }

  // The command line up to the first word that is neither a command nor an option, with the nearest name in its place;
  // empty if nothing is near.
  std::string Meant(const std::vector<std::string>& words) const {
    const CLI::App* app = &app_;
    std::string line = "pawl";
    for (const std::string& word : words) {
      const bool option = word.starts_with("--");
      const std::vector<std::string> names = option ? OptionNames(*app) : CommandNames(*app);
      const std::string name = option ? word.substr(0, word.find('=')) : word;
      if (std::find(names.begin(), names.end(), name) == names.end()) {
        const std::string nearest = Nearest(name, names);
        if (!nearest.empty()) return line + " " + nearest;
      } else if (!option) {
        app = app->get_subcommand(name);
        line += " " + name;
      }
    }
    return "";
  }

  void AddGate() {
    CLI::App* command = app_.add_subcommand("gate", "Measures a perf_test and judges it. `bazel test` runs this.");
    command->footer("Example: bazel test //benches:image_flags_perf");
    command->add_option("--plan", gate_.plan, "what the perf_test rule wrote")->required();
    command->add_option("--filter", gate_.filter, "regular expression searched for in case names");
    command->add_option("--result", gate_.result, "where to write the result as JSON");
    command->add_option("--against", gate_.against,
                        "another build of the benchmark binary: compare with it live, and with no accepted one");
    command->add_flag("--stored-time", gate_.stored_time,
                      "compare time with stored numbers only, also where the accepted binary is at hand");
    command->add_option("--strict", gate_.strict, "verdicts that block, too: unstable, incomparable")->delimiter(',');
    command->add_flag("--ratchet", gate_.ratchet, "an improvement blocks until it is accepted");
    command->add_option("--seed", gate_.seed, "of schedule, CPU draws and stack offsets; drawn if absent");
    command->add_flag("--strict-env", gate_.strict_environment,
                      "refuse to measure on a machine in a state that makes timings worse");
    command->add_flag_callback(
        "--report_only", [this] { gate_.scope = Scope::kReport; }, "also cases that no gate runs");
    command->add_flag_callback("--sweep", [this] { gate_.scope = Scope::kSweep; }, "every case");
    command->callback([this] { command_ = [this] { return GateCommand(gate_, output_); }; });
  }

  void AddSmoke() {
    CLI::App* command = app_.add_subcommand("smoke", "Runs every case of a perf_test once and compares answers.");
    command->footer("Example: bazel test //benches:image_flags_perf.smoke");
    command->add_option("--plan", smoke_.plan, "what the perf_test rule wrote")->required();
    command->callback([this] { command_ = [this] { return SmokeCommand(smoke_, output_); }; });
  }

  void AddAccept() {
    CLI::App* command =
        app_.add_subcommand("accept", "Measures a perf_test twice and writes its stored baseline if the two agree.");
    command->footer(
        "Example: bazel run //benches:image_flags_perf.accept -- --case=CommandLine --reason='safer quoting'");
    command->add_option("--plan", accept_.plan, "what the perf_test rule wrote")->required();
    command->add_option("--case", accept_.case_pattern, "only cases in whose names this regular expression is found");
    command->add_option("--metric", accept_.metric, "only this metric");
    CLI::Option* reason = command->add_option("--reason", accept_.reason,
                                              "why numbers worse than stored are accepted, of --case or --metric");
    command
        ->add_flag("--anchor", accept_.anchor,
                   "measure nothing: pin the stored baseline as the last release, with which small steps add up")
        ->excludes(reason);
    command->callback([this] { command_ = [this] { return AcceptCommand(accept_, output_); }; });
  }

  void AddCompare() {
    CLI::App* command =
        app_.add_subcommand("compare",
                            "Is this tree faster than another build, case by case, and by how much? Also of two files "
                            "of results.");
    command->footer(
        "Example: bazel run //:compare -- --against=origin/main //benches:image_flags_perf\n"
        "Of two files, Pawl's or Google Benchmark's, before and now: bazel run //:compare -- A.json B.json");
    command->add_option("--against", compare_.against,
                        "a revision, which is built beside this tree, or the path of a benchmark binary");
    command->add_option("subjects", compare_.subjects,
                        "perf_tests, as Bazel target patterns, or the path of one benchmark binary; all perf_tests if "
                        "none is given; without --against, two files of results");
    command->add_option("--filter", compare_.filter, "regular expression searched for in case names");
    command->add_flag("--sweep", compare_.sweep, "compare every case, also those outside the gates");
    command->add_flag("--fine", compare_.fine,
                      "tell a change of 2 % from none (theta 0.5 %, margin 2 %), with more pairs and other layouts");
    command->add_option("--budget", compare_.budget_s, "measure undecided cases until this time is used up: 90s, 10m")
        ->transform(CLI::AsNumberWithUnit(std::map<std::string, double>{{"s", 1}, {"m", 60}, {"h", 3600}}))
        ->check(CLI::PositiveNumber);
    command->add_option("--strict", compare_.strict, "verdicts that block, too: unstable, incomparable")
        ->delimiter(',')
        ->allow_extra_args(false);  // the words behind it are subjects
    command->add_flag("--ratchet", compare_.ratchet, "an improvement blocks");
    command->add_option("--seed", compare_.seed, "of schedule, CPU draws and stack offsets; drawn if absent");
    command->add_option("--results", compare_.results, "folder for the result of each perf_test as JSON");
    command->add_option("--counter", compare_.counter, "the allocation counter's shared object, for bare binaries")
        ->capture_default_str();
    command->add_option("--format", compare_.format, "of two files: terminal, markdown or json")
        ->check(CLI::IsMember({"terminal", "markdown", "json"}))
        ->capture_default_str();
    command
        ->add_option("--group-by", compare_.group_by,
                     "of two files: keys of case names (impl, arg0, name); a table for each combination of values")
        ->delimiter(',')
        ->allow_extra_args(false);  // the words behind it are subjects
    command->add_option("--pivot", compare_.pivot,
                        "of two files: the key whose values become columns; with --group-by, groups are the rows");
    command->callback([this] {
      for (const auto& [flag, source] : sources_) compare_.configured.insert(flag);
      command_ = [this] { return CompareCommand(compare_, output_); };
    });
  }

  void AddBisect() {
    CLI::App* command = app_.add_subcommand(
        "bisect", "Which commit made a case slower, or faster? Builds and times commits between two of them.");
    command->footer(
        "Example: bazel run //tools/cli:pawl -- bisect 'image_flags/CommandLine/impl:optimized/tokens:37' v1.2 HEAD\n"
        "Exits with 0 if it finds the commit, with 5 if what cannot be told leaves a range, or everything, with 6 if "
        "GOOD\n"
        "and BAD do not differ. The same command goes on after an interruption.");
    command->add_option("case", bisect_.case_name, "the case's name")->required();
    command->add_option("good", bisect_.good, "the older revision, with which every commit is compared")->required();
    command->add_option("bad", bisect_.bad, "the younger revision, which contains it")->required();
    command->add_option("--target", bisect_.target,
                        "the perf_test, if no stored baseline has the case, or several have it");
    command->add_flag("--fine", bisect_.fine, "find a change of 2 %, with more pairs and other layouts");
    command->callback([this] { command_ = [this] { return BisectCommand(bisect_, output_); }; });
  }

  void AddReport() {
    CLI::App* command = app_.add_subcommand("report",
                                            "Measures and judges every perf_test of the work space, or reads what test "
                                            "runs left, and writes one HTML file.");
    command->footer(
        "Example: bazel run //:report -- --sweep //benches:checksum_perf\n"
        "Of what test runs left, without measuring: bazel run //:report -- --from=bazel-testlogs "
        "--markdown=comment.md");
    command->add_flag("--sweep", report_.sweep, "measure every case, also those outside the gates");
    command->add_option("--output", report_.output, "the HTML file to write");
    command
        ->add_option(
            "--from", report_.from,
            "measure nothing: read the results in these folders, zip files and JSON files, of one or more runs "
            "and shards")
        ->delimiter(',');
    command->add_option("--markdown", report_.markdown, "also write it as Markdown, for a comment on a pull request");
    command->add_option("--json", report_.json, "also write all results, for programs; --from reads it");
    command->add_option("--google-benchmark", report_.google_benchmark,
                        "also write every sample as Google Benchmark's --benchmark_out does");
    command
        ->add_option("--annotations", report_.annotations,
                     "also write what is not ok for CI to show at the benchmark's line: github, to standard output and "
                     "to the job's summary, or gitlab, to --annotations-file")
        ->check(CLI::IsMember({"github", "gitlab"}));
    command->add_option("--annotations-file", report_.annotations_file, "the Code Quality report for GitLab");
    command->add_option("targets", report_.targets, "perf_tests, as Bazel target patterns; all if none is given");
    command->callback([this] {
      for (const auto& [flag, source] : sources_) report_.configured.insert(flag);
      command_ = [this] { return ReportCommand(report_, output_); };
    });
  }

  void AddExplain() {
    CLI::App* command =
        app_.add_subcommand("explain",
                            "Says what was last measured of a case, where each limit comes from, and which call sites "
                            "and functions changed.");
    command->footer(
        "Example: bazel run //tools/cli:pawl -- explain 'image_flags/ImageUri/impl:optimized/references:4'\n"
        "Of one perf_test: bazel run //tools/cli:pawl -- explain //benches:foo_perf BM_X");
    command
        ->add_option("target_or_case", explain_.target_or_case, "the case's name, or its perf_test's label before it")
        ->required();
    command->add_option("case", explain_.case_name, "the case's name, after a label");
    command->add_option("--results", explain_.results,
                        "folder with result.json files, also in zip files; default: bazel-testlogs");
    command->add_option("--against", explain_.against,
                        "profiles to compare with: a profiles.json or a folder with one, from any machine; or another "
                        "build of the benchmark binary, which is profiled now; default: those of what the gate "
                        "compared with, else of what was accepted here");
    command->add_option("--html", explain_.html,
                        "where to write the flame graph; default: .cache/pawl/explain.html if anything was compared");
    command->add_flag("--all", explain_.all, "profiles of every metric, also of those that are ok");
    command->add_flag("--json", explain_.json, "print what the profiles say as JSON, with every call stack");
    command->callback([this] { command_ = [this] { return ExplainCommand(explain_, output_); }; });
  }

  void AddRename() {
    CLI::App* command =
        app_.add_subcommand("rename", "Gives the stored numbers of a case another name, after the benchmark did.");
    command->footer(
        "Example: bazel run //tools/cli:pawl -- rename 'sort/Ints/impl:optimized/n:64' 'sort/Ints/impl:radix/n:64'");
    command->add_option("old", rename_.old_name, "the case's name in the stored baseline")->required();
    command->add_option("new", rename_.new_name, "its name in the benchmark")->required();
    command->add_option("--target", rename_.target, "the perf_test, if several have such a case");
    command->callback([this] { command_ = [this] { return RenameCommand(rename_, output_); }; });
  }

  void AddLog() {
    CLI::App* command =
        app_.add_subcommand("log", "Prints the accepted values of a case with their reasons, from version control.");
    command->footer("Example: bazel run //tools/cli:pawl -- log 'image_flags/ImageUri/impl:optimized/references:4'");
    command->add_option("case", log_.case_name, "the case's name")->required();
    command->callback([this] { command_ = [this] { return LogCommand(log_, output_); }; });
  }

  void AddCalibrate() {
    CLI::App* command = app_.add_subcommand(
        "calibrate", "Compares a perf_test's benchmark with itself, again and again: how noisy is this machine?");
    command->footer("Example: bazel run //benches:image_flags_perf.calibrate -- --runs=50");
    command->add_option("--plan", calibrate_.plan, "what the perf_test rule wrote")->required();
    command->add_option("--case", calibrate_.case_pattern,
                        "only cases in whose names this regular expression is found");
    command->add_option("--runs", calibrate_.runs, "comparisons of each case")->capture_default_str();
    command->callback([this] { command_ = [this] { return CalibrateCommand(calibrate_, output_); }; });
  }

  void AddSelftest() {
    CLI::App* command = app_.add_subcommand(
        "selftest", "Plants a slowdown, an allocation, a leak, a dead loop and a wrong answer: each must be caught.");
    command->footer("Example: bazel run //:selftest");
    command->add_option("--healthy", selftest_.healthy, "a benchmark binary without a defect")->required();
    command->add_option("--counter", selftest_.counter, "the allocation counter's shared object")->required();
    command->add_option("--planted", selftest_.planted, "DEFECT=BINARY: the same benchmark with it")->required();
    command->callback([this] { command_ = [this] { return SelftestCommand(selftest_, output_); }; });
  }

  void AddDoctor() {
    CLI::App* command = app_.add_subcommand(
        "doctor",
        "Says what this machine can measure and what it can't, with causes and remedies, and how noisy it is.");
    command->footer("Example: bazel run //:doctor -- --quick");
    command->add_flag("--quick", doctor_.quick, "time nothing and wait for nobody: no noise, no lock");
    command->add_option("--seconds", doctor_.seconds, "for which noise is measured")->capture_default_str();
    command->add_flag("--json", doctor_.json, "print it as JSON, with every number");
    command->add_option("--kernels", doctor_.kernels, "the benchmark binary that is timed against itself");
    command->add_option("--counter", doctor_.counter, "the allocation counter's shared object");
    command->callback([this] { command_ = [this] { return DoctorCommand(doctor_, output_); }; });
  }

  void AddLayout() {
    CLI::App* command = app_.add_subcommand(
        "layout",
        "Lists the structs and classes of a binary that waste most on padding, and the order that would not.");
    command->footer(
        "Example: bazel run //tools/cli:pawl -- layout bazel-bin/benches/checksum_perf.bin\n"
        "The binary needs debug information, as by: bazel build --copt=-g --strip=never //benches:checksum_perf.bin\n"
        "Types that nobody named are listed if padding can be saved, or if it cannot be told: 20 of them, with --json "
        "all.");
    command->add_option("binary", layout_.binary, "a program or shared library of C or C++, for x86-64 or AArch64")
        ->required();
    command->add_option("types", layout_.types,
                        "structs and classes, with or without namespaces and template arguments; those with avoidable "
                        "padding if none is "
                        "given");
    command->add_flag("--all", layout_.all, "also those behind the first 20, and those of the standard library");
    command->add_flag("--json", layout_.json, "print it as JSON, with every member's offset and size");
    command->callback([this] { command_ = [this] { return LayoutCommand(layout_, output_); }; });
  }

  void AddHelp() {
    CLI::App* command = app_.add_subcommand("help", "Longer help.");
    command->footer("Example: bazel run //tools/cli:pawl -- help exit-codes");
    command->require_subcommand(1);
    command->add_subcommand("exit-codes", "The table of exit codes.")->callback([this] {
      command_ = [this] { return ExitCodesCommand(output_); };
    });
    command
        ->add_subcommand("configuration", "Every option as flag, environment variable and key, and what is set here.")
        ->callback(
            [this] { command_ = [this] { return ConfigurationCommand(NamesOfOptions(app_), settings_, output_); }; });
  }

  Output output_;
  std::string config_;  // taken out of the words before they are parsed; the option is there for --help
  Settings settings_;
  std::map<std::string, std::string> sources_;  // of flags that nobody typed
  CLI::App app_{"Pawl: performance that can only turn one way.", "pawl"};
  GateArguments gate_;
  SmokeArguments smoke_;
  AcceptArguments accept_;
  CompareArguments compare_;
  BisectArguments bisect_;
  ReportArguments report_;
  ExplainArguments explain_;
  CalibrateArguments calibrate_;
  SelftestArguments selftest_;
  DoctorArguments doctor_;
  LayoutArguments layout_;
  RenameArguments rename_;
  LogArguments log_;
  std::function<int()> command_;
};

}  // namespace

absl::Status CheckCommandLine(const std::vector<std::string>& args) {
  std::ostringstream nothing;
  return App(Output{nothing, nothing}).Parse(args);
}

int Run(const std::vector<std::string>& args, std::ostream& out, std::ostream& err,
        const std::optional<PageScript>& page) {
  return App(Output{out, err}, page).Run(args);
}

}  // namespace pawl
