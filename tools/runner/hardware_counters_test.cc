#include "tools/runner/hardware_counters.h"

#include <cerrno>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Explained(int error) {
  const absl::Status status = ExplainCounterError(error);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  return std::string(status.message());
}

TEST(HardwareCounters, EveryFailureSaysItsCauseAndWhatCanBeDone) {
  EXPECT_THAT(Explained(ENOENT),
              AllOf(HasSubstr("No such file"), HasSubstr("virtual machines"), Not(HasSubstr("fix"))));
  EXPECT_THAT(Explained(EACCES), AllOf(HasSubstr("Permission denied"), HasSubstr("fix: sysctl")));
  EXPECT_EQ(Explained(ENODEV).substr(Explained(ENODEV).rfind(": ")),
            Explained(ENOENT).substr(Explained(ENOENT).rfind(": ")));
  EXPECT_THAT(Explained(ENOSYS), HasSubstr("no perf events"));
  EXPECT_THAT(Explained(EINVAL), AllOf(HasSubstr("Invalid argument"), HasSubstr("no cause that Pawl knows of")));
}

TEST(HardwareCounters, HereTheyCountOrSayWhyNot) {
  const absl::Status status = TryHardwareCounters();
  if (status.ok()) return;
  EXPECT_THAT(std::string(status.message()), HasSubstr("perf_event_open: "));
}

}  // namespace
}  // namespace pawl
