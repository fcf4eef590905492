#ifndef PAWL_TOOLS_CLI_SELECTION_H_
#define PAWL_TOOLS_CLI_SELECTION_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/cli/plan.h"

namespace pawl {

enum class Scope {
  kGate,    // the gate set
  kReport,  // and the cases that are only reported
  kSweep,   // and the sweep: everything
};

struct Selection {
  std::set<std::string> judged;       // selected by scope and filter
  std::set<std::string> claims_only;  // those of them outside the gate set: they have no stored numbers
};

// The cases to run. `filter` is a regular expression that is searched for in a case's name; empty selects all. A filter
// or a scope that leaves nothing is an error that names a way out, and so is an expression that does not parse.
absl::StatusOr<Selection> Select(const Plan& plan, const std::vector<std::string>& cases, Scope scope,
                                 const std::string& filter);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_SELECTION_H_
