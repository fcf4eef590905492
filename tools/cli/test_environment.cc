#include "tools/cli/test_environment.h"

#include <charconv>
#include <cstdlib>
#include <filesystem>

#include "fmt/format.h"

namespace pawl {
namespace {

std::string Value(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// Nothing if the variable is unset or empty.
absl::StatusOr<std::optional<int>> Number(const char* name, int least) {
  const std::string text = Value(name);
  if (text.empty()) return std::optional<int>();
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size() && number >= least) return std::optional<int>(number);
  return absl::InvalidArgumentError(fmt::format(
      "the environment says {}={}, which is no number from {} on: run this by `bazel test`", name, text, least));
}

std::string EarlierAttempt(const std::string& xml) {
  if (xml.empty()) return "";
  const std::filesystem::path log = std::filesystem::path(xml).parent_path() / "test_attempts/attempt_1.log";
  std::error_code error;
  return std::filesystem::exists(log, error) ? log.string() : "";
}

}  // namespace

absl::StatusOr<TestEnvironment> ReadTestEnvironment() {
  TestEnvironment environment;
  const auto limit = Number("TEST_TIMEOUT", 1);
  if (!limit.ok()) return limit.status();
  if (*limit) environment.time_limit = std::chrono::seconds(**limit);
  const auto total = Number("TEST_TOTAL_SHARDS", 0);  // Bazel says 0 of a test without shards
  if (!total.ok()) return total.status();
  const auto index = Number("TEST_SHARD_INDEX", 0);
  if (!index.ok()) return index.status();
  if (total->value_or(0) > 0) environment.shard = {index->value_or(0), **total};
  if (environment.shard.index >= environment.shard.total) {
    return absl::InvalidArgumentError(fmt::format("the environment says TEST_SHARD_INDEX={} of TEST_TOTAL_SHARDS={}",
                                                  environment.shard.index, environment.shard.total));
  }
  environment.filter = Value("TESTBRIDGE_TEST_ONLY");
  environment.shard_status_file = Value("TEST_SHARD_STATUS_FILE");
  environment.outputs = Value("TEST_UNDECLARED_OUTPUTS_DIR");
  environment.xml = Value("XML_OUTPUT_FILE");
  environment.earlier_attempt = EarlierAttempt(environment.xml);
  return environment;
}

}  // namespace pawl
