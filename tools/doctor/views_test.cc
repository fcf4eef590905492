#include "tools/doctor/views.h"

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tools/model/verdict.h"

namespace pawl {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

Diagnosis Ill() {
  Diagnosis diagnosis;
  diagnosis.machine.cpu_model = "Z80";
  diagnosis.machine.key.cpus = 1;
  diagnosis.machine.kernel = "CP/M 2.2";
  diagnosis.findings = {
      {"load", FindingState::kOk, "0.10 on 1 CPUs", "/proc/loadavg", "slower", "", false},
      {"SMT", FindingState::kUnknown, "no such file can be read here", "/sys/smt", "slower", "", false},
      {"instructions", FindingState::kAbsent, "no valgrind", "PATH", "rows of instructions", "install it", true}};
  KernelNoise noise;
  noise.name = "doctor/Arithmetic";
  noise.bound_by = "arithmetic";
  noise.log_ratios = {0.5, -0.5};
  noise.calibration.runs = 2;
  noise.calibration.sd = std::log1p(0.02);
  noise.stored_sd = std::log1p(0.25);
  KernelNoise failed;
  failed.name = "doctor/Memory";
  failed.error = "killed";
  diagnosis.noise = {noise, failed};
  return diagnosis;
}

TEST(DiagnosisViews, TheTextSaysMeaningAndRemedyOfWhatIsNotOkOnly) {
  Diagnosis diagnosis = Ill();
  diagnosis.noise.clear();
  EXPECT_EQ(RenderDiagnosis(diagnosis),
            "Z80, 1 CPUs, CP/M 2.2\n"
            "\n"
            "ok       load                   0.10 on 1 CPUs\n"
            "unknown  SMT                    no such file can be read here (/sys/smt)\n"
            "                                slower\n"
            "absent   instructions           no valgrind (PATH)\n"
            "                                rows of instructions\n"
            "                                fix: install it\n"
            "\n"
            "Gates cannot measure everything here, for lack of: instructions. 1 ok, 0 limited, 1 absent, 1 unknown.\n");
  diagnosis.findings.pop_back();
  EXPECT_THAT(RenderDiagnosis(diagnosis),
              EndsWith("\nGates can measure here: 1 ok, 0 limited, 0 absent, 1 unknown.\n"));
}

TEST(DiagnosisViews, TheNoiseIsATableInWhichAFailedKernelHasNoNumbers) {
  const std::string text = RenderDiagnosis(Ill());
  EXPECT_THAT(text, HasSubstr("   0/2      2      2\u00a0%   > 50 %     25\u00a0%  doctor/Arithmetic\n"));
  EXPECT_THAT(text, HasSubstr(" error doctor/Memory: killed\n"));
}

TEST(DiagnosisViews, TheJsonHoldsEveryNumberUnderASchema) {
  const nlohmann::json document = nlohmann::json::parse(ToJson(Ill()));
  EXPECT_EQ(document["schema"], kDiagnosisSchema);
  EXPECT_EQ(document["exit_code"], kExitError) << "a kernel failed";
  EXPECT_EQ(document["machine"]["cpu_model"], "Z80");
  ASSERT_EQ(document["findings"].size(), 3U);
  EXPECT_EQ(document["findings"][2]["state"], "absent");
  EXPECT_EQ(document["findings"][2]["remedy"], "install it");
  EXPECT_EQ(document["findings"][2]["required"], true);
  ASSERT_EQ(document["noise"].size(), 2U);
  EXPECT_DOUBLE_EQ(document["noise"][0]["stored_sd"].get<double>(), 0.25);
  EXPECT_TRUE(document["noise"][0]["detectable"].is_null()) << "absent is not zero";
  EXPECT_EQ(document["noise"][0]["log_ratios"].size(), 2U);
  EXPECT_EQ(document["noise"][1]["error"], "killed");
  EXPECT_FALSE(document["noise"][1].contains("sd"));
}

}  // namespace
}  // namespace pawl
