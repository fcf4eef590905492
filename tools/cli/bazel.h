#ifndef PAWL_TOOLS_CLI_BAZEL_H_
#define PAWL_TOOLS_CLI_BAZEL_H_

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace pawl {

// A perf_test as Bazel built it.
struct BuiltPerfTest {
  std::string label;               // //benches:image_flags_perf
  std::filesystem::path launcher;  // the test's executable
  std::filesystem::path runfiles;  // what the plan's paths are relative to
  std::filesystem::path plan;      // the file that the rule wrote
};

// The Bazel of one work space, called as its user would. Bazel's messages go to standard error. A program that
// `bazel run` has started may use it: Bazel has released its lock by then. Not thread-safe.
class Bazel {
 public:
  // `startup` are options that precede the command, `build` those of every build.
  explicit Bazel(std::filesystem::path workspace, std::vector<std::string> startup = {},
                 std::vector<std::string> build = {});

  // Where this process was started by `bazel run`; InvalidArgument, which names `what` it was for, if nowhere.
  static absl::StatusOr<Bazel> OfUser(const std::string& what);

  const std::filesystem::path& workspace() const { return workspace_; }

  // The labels of all perf_tests that match one of `patterns`, in Bazel's order; if there is none, of all but
  // those with the tag `manual`, as Bazel's own //... has it. Patterns of what does not exist are an error, unless
  // `lenient`: then they match nothing. InvalidArgument if Bazel cannot tell, since this is no work space of its, or
  // the patterns or BUILD files are wrong.
  absl::StatusOr<std::vector<std::string>> PerfTests(const std::vector<std::string>& patterns,
                                                     bool lenient = false) const;

  // Builds perf_tests and says where they are. FailedPrecondition if one does not build; then, if `lenient`, those that
  // do are returned, unless that is none. NotFound if one has no runfiles afterwards. Cancelled if it was interrupted,
  // Internal for what Bazel itself could not do.
  absl::StatusOr<std::vector<BuiltPerfTest>> Build(const std::vector<std::string>& perf_tests,
                                                   bool lenient = false) const;

  // `bazel info KEY`.
  absl::StatusOr<std::string> Info(const std::string& key) const;

  // The files of options that Bazel reads here, and the disk cache that they name; empty: none.
  struct Options {
    std::vector<std::filesystem::path> files;
    std::string disk_cache;
  };
  absl::StatusOr<Options> ReadOptions(const std::filesystem::path& scratch) const;

  // Ends the server, which a Bazel of its own output base has.
  void Shutdown() const;

 private:
  std::vector<std::string> Command(const std::string& command) const;

  std::filesystem::path workspace_;
  std::vector<std::string> startup_;
  std::vector<std::string> build_;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_BAZEL_H_
