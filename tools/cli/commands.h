#ifndef PAWL_TOOLS_CLI_COMMANDS_H_
#define PAWL_TOOLS_CLI_COMMANDS_H_

#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "reports/html.h"
#include "tools/cli/selection.h"

namespace pawl {

struct OptionNames;
struct Settings;

struct Output {
  std::ostream& out;
  std::ostream& err;
};

struct GateArguments {
  std::string plan;
  std::string filter;  // TESTBRIDGE_TEST_ONLY (`--test_filter`) if empty
  Scope scope = Scope::kGate;
  std::string result;  // where to write result.json; empty: Bazel's undeclared outputs, if there are any
  std::optional<uint64_t> seed;
  std::vector<std::string> strict;  // verdicts that block, too
  bool ratchet = false;             // an improvement blocks
  std::string against;              // another build of the benchmark, to compare with live; empty: none
  bool stored_time = false;         // compare time with stored numbers only, also where the accepted binary is at hand
  bool strict_environment = false;  // what would be a warning about the machine is an error
};
int GateCommand(const GateArguments& arguments, Output output);

struct SmokeArguments {
  std::string plan;
};
int SmokeCommand(const SmokeArguments& arguments, Output output);

struct AcceptArguments {
  std::string plan;
  std::string case_pattern;
  std::string metric;
  std::string reason;
  bool anchor = false;  // pin the stored baseline as the anchor instead of measuring
};
int AcceptCommand(const AcceptArguments& arguments, Output output);

struct CompareArguments {
  std::string against;                // a revision, or the path of a benchmark binary; empty: two files are compared
  std::vector<std::string> subjects;  // perf_tests, as Bazel target patterns, or one benchmark binary; none: all tests;
                                      // or two files of results
  std::string filter;                 // a regular expression searched for in case names
  bool sweep = false;                 // every case, not only the gate set
  bool fine = false;                  // tells 2 % from nothing, at the price of more pairs
  std::optional<double> budget_s;     // seconds to measure for; nullopt: until each case is decided or at its cap
  std::optional<uint64_t> seed;
  std::vector<std::string> strict;  // verdicts that block, too
  bool ratchet = false;             // an improvement blocks
  std::string results;              // a folder for a JSON file of each perf_test; empty: none
  // The allocation counter's shared object, for bare binaries; may not exist. `bazel run //:compare` starts where it
  // is.
  std::string counter = "tools/worker/liballocation_counter.so";
  // Of two files only.
  std::string format = "terminal";         // or markdown, json
  std::vector<std::string> group_by = {};  // keys of case names: a table for each combination of their values
  std::string pivot = {};                  // a key whose values become columns
  // Flags that nobody typed, but the environment or a file set: of the other kind of comparison they mean nothing.
  std::set<std::string> configured = {};
};
int CompareCommand(const CompareArguments& arguments, Output output);

struct BisectArguments {
  std::string case_name;
  std::string good;    // a revision; every commit is compared with it
  std::string bad;     // a revision that contains it
  std::string target;  // a perf_test's label; empty: the one whose stored baseline has the case
  bool fine = false;   // finds a change of 2 %
};
int BisectCommand(const BisectArguments& arguments, Output output);

// Files are relative to the work space under `bazel run`, else to the working directory.
struct ReportArguments {
  bool sweep = false;
  std::string output;                 // the HTML file; empty: .cache/pawl/report.html in the work space, or report.html
  std::vector<std::string> targets;   // patterns of perf_tests; empty: all of the work space
  std::vector<std::string> from;      // folders and files of earlier results, instead of measuring
  std::string markdown = {};          // a file for the report as Markdown; empty: none
  std::string json = {};              // a file for all results; empty: none
  std::string google_benchmark = {};  // a file for every sample, as the library writes them; empty: none
  std::string annotations = {};       // "github", to standard output, or "gitlab", to annotations_file; empty: none
  std::string annotations_file = {};
  std::set<std::string> configured = {};  // flags that nobody typed: with `from` they mean nothing
  std::optional<PageScript> page = {};    // draws the figures; none: there are none
};
int ReportCommand(const ReportArguments& arguments, Output output);

struct ExplainArguments {
  std::string target_or_case;  // a perf_test's label if a case follows
  std::string case_name;       // empty: the first word is the case, of any perf_test
  std::string
      results;  // a folder to search for result.json files, also in zip files; empty: the work space's bazel-testlogs
  std::string against;  // a file of profiles, a folder with one or a benchmark binary; empty: what the gate compared
                        // with, else the accepted
  std::string html;     // the flame graph; empty: in the work space's .cache, if anything was compared
  bool all = false;     // of metrics whose rows are ok, too
  bool json = false;    // instead of text
};
int ExplainCommand(const ExplainArguments& arguments, Output output);

struct RenameArguments {
  std::string old_name;
  std::string new_name;
  std::string target;  // a perf_test's label; empty: the only one that has the case
};
int RenameCommand(const RenameArguments& arguments, Output output);

struct LogArguments {
  std::string case_name;
};
int LogCommand(const LogArguments& arguments, Output output);

struct CalibrateArguments {
  std::string plan;
  std::string case_pattern;
  int runs = 20;
};
int CalibrateCommand(const CalibrateArguments& arguments, Output output);

struct SelftestArguments {
  std::string healthy;               // a benchmark binary without a planted defect
  std::string counter;               // the allocation counter's shared object
  std::vector<std::string> planted;  // DEFECT=BINARY: the same benchmark with it
};
int SelftestCommand(const SelftestArguments& arguments, Output output);

struct DoctorArguments {
  // The benchmark binary that is timed against itself, and the allocation counter's shared object: paths, or files of
  // this repository that were built with the program.
  std::string kernels = "tools/doctor/kernels_bench";
  std::string counter = "tools/worker/liballocation_counter.so";
  double seconds = 10;  // that noise is measured for; enough for some 40 pairs of processes on two cores
  bool quick = false;   // times nothing
  bool json = false;    // instead of text
};
int DoctorCommand(const DoctorArguments& arguments, Output output);

struct LayoutArguments {
  std::string binary;              // relative to the user's working directory
  std::vector<std::string> types;  // names, with or without namespaces; none: those with avoidable padding
  bool all = false;                // any number of types, also of the standard library
  bool json = false;               // instead of text
};
int LayoutCommand(const LayoutArguments& arguments, Output output);

int ExitCodesCommand(Output output);
int ConfigurationCommand(const std::vector<OptionNames>& options, const Settings& settings, Output output);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_COMMANDS_H_
