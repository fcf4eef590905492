#ifndef PAWL_TOOLS_RUNNER_SURROUNDINGS_H_
#define PAWL_TOOLS_RUNNER_SURROUNDINGS_H_

#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "tools/runner/reading.h"

namespace pawl {

// The state of this machine that others decide: the kernel's settings, the container's limits, what else is running.
struct Surroundings {
  Reading<std::string> randomisation;             // of addresses: "2" is full
  Reading<std::set<std::string>> governors;       // of any CPU
  Reading<bool> turbo;                            // clock rates beyond the nominal one
  Reading<double> load;                           // processes that wanted to run, averaged over a minute
  Reading<double> quota_cpus;                     // the tightest of this control group and all above; infinite: none
  Reading<int> online_cpus;                       // of the machine, whether or not this process may use them
  Reading<bool> smt;                              // CPUs are threads that share a core
  Reading<double> steal;                          // share of CPU time since boot that other virtual machines took
  Reading<std::string> huge_pages;                // transparent: always, madvise or never
  Reading<std::string> perf_event_paranoid;       // what unprivileged processes may count
  Reading<std::set<std::string>> other_tests;     // labels of Bazel's tests whose processes live, but for one's own
  Reading<std::map<std::string, int>> compilers;  // living processes of compilers and linkers, by name
};

// Reads proc/ and sys/ under `root`. `own_test` is this process's TEST_TARGET: tests are told who they are by it, and
// so are their children. Processes of other users are seen only as far as the kernel shows them.
Surroundings ReadSurroundings(const std::string& own_test, const std::filesystem::path& root = "/");

}  // namespace pawl

#endif  // PAWL_TOOLS_RUNNER_SURROUNDINGS_H_
