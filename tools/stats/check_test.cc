#include "tools/stats/check.h"

#include <gtest/gtest.h>

namespace pawl::stats {
namespace {

TEST(CheckTest, DoesNothingWhenTheRequirementHolds) { Check(true, "the sky is up"); }

TEST(CheckTest, AbortsNamingTheCallersLineAndTheRequirement) {
  EXPECT_DEATH(Check(false, "the sky is up"), "check_test\\.cc:[0-9]+: .*the sky is up");
}

}  // namespace
}  // namespace pawl::stats
