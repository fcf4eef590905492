#ifndef PAWL_TOOLS_MODEL_ACCEPTED_HISTORY_H_
#define PAWL_TOOLS_MODEL_ACCEPTED_HISTORY_H_

#include <string>
#include <vector>

namespace pawl {

// A number as a commit accepted it.
struct AcceptedNumber {
  std::string commit;  // abbreviated; "uncommitted" for the work tree
  std::string date;    // 2026-11-21; empty for the work tree
  double value = 0;    // base units
  int revision = 0;    // its commit's place among those of the baseline file, oldest first
};

// What was accepted of one case, under the keys and of the sources of the run that is reported, and what this run
// measured.
struct AcceptedHistory {
  std::string target;
  std::string case_name;
  std::string metric;
  std::string unit;                     // base unit of all its numbers
  std::vector<AcceptedNumber> numbers;  // oldest first; only those that differ from the one before
  double current = 0;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_MODEL_ACCEPTED_HISTORY_H_
