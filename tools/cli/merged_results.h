#ifndef PAWL_TOOLS_CLI_MERGED_RESULTS_H_
#define PAWL_TOOLS_CLI_MERGED_RESULTS_H_

#include <vector>

#include "tools/cli/result_files.h"
#include "tools/model/result.h"

namespace pawl {

struct MergedResults {
  std::vector<Result> results;  // one for each target, in the order in which the files name them
  int smoke = 0;                // smoke tests that passed: they measure nothing and are left out
};

// Makes one result for each target of what runs and shards left. Pure.
//
// Results that judge different cases are shards: rows, evidence, errors, warnings, notes, processes and seconds are
// added, and growth is fitted through the sizes of all; only if every shard was idle is the whole. A warning says so if
// they are not of one build or class of machine. A result without rows, such as that of a run that failed before the
// first case, counts as a shard whatever its age: its error is not lost. Errors of one among several name its file.
//
// Of results that judge the same case, which are of several runs, the newest stays, and a note names those left out.
//
// What failed in a smoke test is an error of its target's result, or makes one.
MergedResults MergeResults(const std::vector<ResultFile>& files);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_MERGED_RESULTS_H_
