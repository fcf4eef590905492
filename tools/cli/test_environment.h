#ifndef PAWL_TOOLS_CLI_TEST_ENVIRONMENT_H_
#define PAWL_TOOLS_CLI_TEST_ENVIRONMENT_H_

#include <chrono>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "tools/cli/sharding.h"

namespace pawl {

// What Bazel tells a test through its environment; everything is empty outside of one. Bazel names neither the number
// of an attempt (`--flaky_test_attempts`) nor that of a run (`--runs_per_test`), but an attempt finds the logs of those
// before it in test_attempts/ beside its own.
struct TestEnvironment {
  std::optional<std::chrono::seconds> time_limit;  // TEST_TIMEOUT
  std::string filter;                              // TESTBRIDGE_TEST_ONLY, from --test_filter
  Shard shard;                                     // TEST_SHARD_INDEX of TEST_TOTAL_SHARDS
  std::string shard_status_file;                   // to be created by a test that understands shards
  std::string outputs;                             // folder: TEST_UNDECLARED_OUTPUTS_DIR
  std::string xml;                                 // file: XML_OUTPUT_FILE
  std::string earlier_attempt;                     // log of an attempt before this one; empty in the first
};

// A number that is none is an error: a shard that took itself for the whole, or for nothing, would pass unseen.
absl::StatusOr<TestEnvironment> ReadTestEnvironment();

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_TEST_ENVIRONMENT_H_
