#include "tools/doctor/views.h"

#include <array>
#include <cmath>

#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "tools/model/format.h"
#include "tools/model/verdict.h"

namespace pawl {
namespace {

using nlohmann::ordered_json;

std::optional<double> Fraction(const std::optional<double>& log_ratio) {
  if (!log_ratio) return std::nullopt;
  return std::expm1(*log_ratio);
}

std::string RenderFinding(const Finding& finding) {
  constexpr int kIndent = 32;
  std::string text = fmt::format("{:<9}{:<23}{}", Word(finding.state), finding.area, finding.found);
  if (finding.state == FindingState::kOk) return text + "\n";
  text += fmt::format(" ({})\n{:{}}{}\n", finding.source, "", kIndent, finding.means);
  if (!finding.remedy.empty()) text += fmt::format("{:{}}fix: {}\n", "", kIndent, finding.remedy);
  return text;
}

std::string RenderNoise(const std::vector<KernelNoise>& noise) {
  std::string text =
      fmt::format("\n{:>6} {:>6} {:>8} {:>8} {:>8}  {}\n", "alarms", "pairs", "noise", "finds", "stored", "kernel");
  for (const KernelNoise& kernel : noise) {
    if (kernel.error) {
      text += fmt::format("{:>6} {}: {}\n", "error", kernel.name, *kernel.error);
      continue;
    }
    const stats::Calibration& numbers = kernel.calibration;
    const std::string alarms = fmt::format("{}/{}", numbers.alarms, numbers.runs);
    const std::string finds = numbers.detectable ? FormatPercent(Fraction(numbers.detectable)) : "> 50 %";
    text +=
        fmt::format("{:>6} {:>6} {:>8} {:>8} {:>8}  {}\n", alarms, kernel.log_ratios.size(),
                    FormatPercent(Fraction(numbers.sd)), finds, FormatPercent(Fraction(kernel.stored_sd)), kernel.name);
  }
  return text +
         "alarms: comparisons of identical code that told it apart; noise: SD of a pair of processes that take turns, "
         "as\ngates time them; finds: smallest slowdown found 9 times in 10; stored: SD of two processes that ran one "
         "after the\nother, which is why stored times are not compared.\n";
}

std::string Conclusion(const Diagnosis& diagnosis) {
  std::array<int, kFindingStates.size()> counts{};
  std::string lacking;
  for (const Finding& finding : diagnosis.findings) {
    ++counts[static_cast<size_t>(finding.state)];
    if (finding.required && finding.state == FindingState::kAbsent) {
      lacking += (lacking.empty() ? "" : ", ") + finding.area;
    }
  }
  std::string counted;
  for (size_t i = 0; i < counts.size(); ++i) {
    counted += fmt::format("{}{} {}", i == 0 ? "" : ", ", counts[i], kFindingStates[i]);
  }
  if (ExitCodeOf(diagnosis) == kExitOk) return fmt::format("Gates can measure here: {}.\n", counted);
  return fmt::format("Gates cannot measure everything here, for lack of: {}. {}.\n", lacking, counted);
}

}  // namespace

std::string RenderDiagnosis(const Diagnosis& diagnosis) {
  const Machine& machine = diagnosis.machine;
  std::string text = fmt::format("{}, {} CPUs, {}\n\n", machine.cpu_model, machine.key.cpus, machine.kernel);
  for (const Finding& finding : diagnosis.findings) text += RenderFinding(finding);
  if (!diagnosis.noise.empty()) text += RenderNoise(diagnosis.noise);
  return text + "\n" + Conclusion(diagnosis);
}

std::string ToJson(const Diagnosis& diagnosis) {
  const auto number = [](const std::optional<double>& value) { return value ? ordered_json(*value) : ordered_json(); };
  const Machine& machine = diagnosis.machine;
  ordered_json document;
  document["schema"] = kDiagnosisSchema;
  document["exit_code"] = ExitCodeOf(diagnosis);
  document["machine"] = {{"key", machine.key.Text()}, {"cpu_model", machine.cpu_model}, {"kernel", machine.kernel}};
  document["findings"] = ordered_json::array();
  for (const Finding& finding : diagnosis.findings) {
    document["findings"].push_back({{"area", finding.area},
                                    {"state", Word(finding.state)},
                                    {"required", finding.required},
                                    {"found", finding.found},
                                    {"source", finding.source},
                                    {"means", finding.means},
                                    {"remedy", finding.remedy}});
  }
  document["noise"] = ordered_json::array();
  for (const KernelNoise& kernel : diagnosis.noise) {
    ordered_json one = {{"kernel", kernel.name}, {"bound_by", kernel.bound_by}};
    if (kernel.error) {
      one["error"] = *kernel.error;
    } else {
      one["comparisons"] = kernel.calibration.runs;
      one["alarms"] = kernel.calibration.alarms;
      one["sd"] = number(Fraction(kernel.calibration.sd));
      one["detectable"] = number(Fraction(kernel.calibration.detectable));
      one["stored_sd"] = number(Fraction(kernel.stored_sd));
      one["log_ratios"] = kernel.log_ratios;
    }
    document["noise"].push_back(std::move(one));
  }
  return document.dump(/*indent=*/1, ' ', /*ensure_ascii=*/false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace pawl
