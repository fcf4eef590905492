#ifndef PAWL_TOOLS_CLI_EXPLAIN_PROFILES_H_
#define PAWL_TOOLS_CLI_EXPLAIN_PROFILES_H_

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tools/model/explanation.h"
#include "tools/model/profile.h"
#include "tools/model/result.h"

namespace pawl {

// A result that has rows of the case that is asked about.
struct FoundResult {
  std::filesystem::path folder;  // where its profiles are, if it has any
  Result result;
};

// What the stored profiles say of a case.
struct ProfiledCase {
  std::vector<Explanation> explanations;  // one per result
  std::vector<std::string> errors;  // files that could not be read, an `against` that was not compared; with paths
  bool errors_are_usage = false;    // the `against` that was given leads nowhere
};

// Profiles the case in a benchmark binary: see ProfileProgram().
using ProgramProfiler = std::function<absl::StatusOr<Profiles>(const std::string& program)>;

// Reads, for each result, the profiles beside it, and the other side from the first of: `against` (a file, folder or
// benchmark binary, if not empty), what the gate compared with, what was accepted on this machine. Only of metrics that
// a row of the case asks about that is not ok, or of all: if `all`, and where every row is ok. Measures nothing itself:
// `profile` is called once at most, if `against` is a program and there are profiles to compare with it.
ProfiledCase ExplainProfiles(const std::string& case_name, const std::vector<FoundResult>& results,
                             const std::string& against, bool all, const ProgramProfiler& profile);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_EXPLAIN_PROFILES_H_
