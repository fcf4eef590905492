// `pawl doctor` on the machine that runs this test: what it says must hang together, whatever it is.
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tools/cli/app.h"
#include "tools/model/verdict.h"

namespace pawl {
namespace {

using ::testing::AnyOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

struct Ended {
  int code;
  std::string out;
  std::string err;
};

Ended Doctor(std::vector<std::string> options) {
  options.insert(options.begin(), "doctor");
  std::ostringstream out;
  std::ostringstream err;
  const int code = Run(options, out, err);
  return {code, out.str(), err.str()};
}

// Checks that every finding is whole and that the exit code follows from them. Returns the states by area.
std::map<std::string, std::string> StatesIn(const nlohmann::json& document, int code) {
  EXPECT_EQ(document["schema"], 1);
  EXPECT_EQ(document["exit_code"], code);
  std::map<std::string, std::string> states;
  bool lacking = false;
  for (const nlohmann::json& finding : document["findings"]) {
    const std::string area = finding["area"];
    EXPECT_THAT(std::string(finding["state"]), AnyOf("ok", "limited", "absent", "unknown")) << area;
    for (const char* field : {"found", "source", "means"}) {
      EXPECT_THAT(std::string(finding[field]), Not(IsEmpty())) << field << " of " << area;
    }
    EXPECT_TRUE(states.emplace(area, finding["state"]).second) << area << " stands there twice";
    lacking = lacking || (finding["required"] && finding["state"] == "absent");
  }
  EXPECT_TRUE(code == kExitError || code == (lacking ? kExitUnmatched : kExitOk)) << code;
  return states;
}

TEST(DoctorCommand, MeasuresNoiseAndSaysWhatIsHere) {
  const Ended ended = Doctor({"--json", "--seconds=0.001"});
  EXPECT_THAT(ended.err, IsEmpty()) << "silent when not on a terminal";
  const nlohmann::json document = nlohmann::json::parse(ended.out);
  std::map<std::string, std::string> states = StatesIn(document, ended.code);
  if (states["benchmark workers"] != "ok") {  // built with a sanitizer: then nothing is timed, and it says so
    EXPECT_EQ(states["live comparisons"], "absent");
    EXPECT_EQ(ended.code, kExitUnmatched);
    return;
  }
  EXPECT_EQ(states["allocation counter"], "ok") << ended.out;
  ASSERT_EQ(document["noise"].size(), 4U);
  for (const nlohmann::json& kernel : document["noise"]) {
    ASSERT_FALSE(kernel.contains("error")) << kernel;
    EXPECT_GE(kernel["log_ratios"].size(), 8U);
    EXPECT_GT(kernel["sd"], 0.0);
    EXPECT_GT(kernel["stored_sd"], 0.0);
    EXPECT_GE(kernel["comparisons"], 1);
  }
}

TEST(DoctorCommand, InAHurryTimesNothing) {
  const Ended json = Doctor({"--json", "--quick"});
  const nlohmann::json document = nlohmann::json::parse(json.out);
  EXPECT_EQ(StatesIn(document, json.code)["live comparisons"], "unknown");
  EXPECT_THAT(document["noise"], IsEmpty());
  const Ended text = Doctor({"--quick"});
  EXPECT_THAT(text.out, HasSubstr("live comparisons       not measured, because of --quick"));
  EXPECT_THAT(text.out, AnyOf(HasSubstr("\nGates can measure here: "), HasSubstr("\nGates cannot measure")));
  EXPECT_THAT(text.out, EndsWith(" unknown.\n"));
}

TEST(DoctorCommand, ABinaryThatIsNotThereOrNoTimeAtAllIsAnError) {
  const Ended missing = Doctor({"--kernels=/no/such/kernels"});
  EXPECT_EQ(missing.code, kExitError);
  EXPECT_THAT(missing.err, StartsWith("pawl: /no/such/kernels: "));
  for (const char* seconds : {"--seconds=0", "--seconds=-1", "--seconds=nan"}) {
    EXPECT_EQ(Doctor({seconds}).code, kExitUsage) << seconds;
  }
}

}  // namespace
}  // namespace pawl
