#include "impls/archive_export/decision.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fmt/format.h"
#include "impls/archive_export/figures.h"

namespace archive_export {
namespace {

enum class Unit : uint8_t { kBytes, kCount, kPercent };

struct RuleText {
  std::string_view name;
  Unit unit;
};

constexpr std::array<RuleText, kRules> kRuleTexts = {{{"total size", Unit::kBytes},
                                                      {"estimated memory", Unit::kBytes},
                                                      {"large files", Unit::kCount},
                                                      {"depth", Unit::kCount},
                                                      {"files", Unit::kCount},
                                                      {"mix of large and small", Unit::kPercent}}};

const RuleText& TextOf(Rule rule) { return kRuleTexts[static_cast<size_t>(rule)]; }

std::string Value(Rule rule, uint64_t value) {
  switch (TextOf(rule).unit) {
    case Unit::kBytes:
      return BytesText(value);
    case Unit::kPercent:
      return fmt::format("{} %", value);
    case Unit::kCount:
      break;
  }
  return fmt::format("{}", value);
}

// floor(value * percent / 100) without an overflow. REQUIRES: percent <= 100.
uint64_t Percent(uint64_t value, uint64_t percent) { return value / 100 * percent + value % 100 * percent / 100; }

// Of the bytes in large files and in others, the smaller part.
uint64_t SmallerPart(const ProjectStatistics& project) {
  return std::min(project.large.bytes, project.files.bytes - project.large.bytes);
}

// Compares bytes, not the percent that is shown: a share of 25.3 % is over a limit of 25.
Finding FindMix(const ProjectStatistics& project, uint64_t limit) {
  const uint64_t part = SmallerPart(project), whole = project.files.bytes;
  // The quotient is exact enough: it is only shown.
  const double percent = whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  return {.rule = Rule::kMix,
          .value = static_cast<uint64_t>(percent),
          .limit = limit,
          .asks_for_streaming = limit < 50 && part > Percent(whole, limit)};
}

Finding Find(Rule rule, uint64_t value, uint64_t limit) {
  return {.rule = rule, .value = value, .limit = limit, .asks_for_streaming = value > limit};
}

Profile ProfileOf(const ProjectStatistics& project, bool is_mix) {
  if (is_mix) return Profile::kMixed;
  return project.large.bytes > project.files.bytes / 2 ? Profile::kLargeFiles : Profile::kSmallFiles;
}

}  // namespace

std::string_view NameOf(Method method) { return method == Method::kStandard ? "standard" : "streaming"; }

std::string_view NameOf(Profile profile) {
  constexpr std::array<std::string_view, 3> kNames = {"large files", "small files", "mixed"};
  return kNames[static_cast<size_t>(profile)];
}

std::string_view NameOf(Complexity complexity) {
  constexpr std::array<std::string_view, 3> kNames = {"simple", "moderate", "complex"};
  return kNames[static_cast<size_t>(complexity)];
}

size_t Concurrency(Profile profile, size_t cores) {
  constexpr std::array<size_t, 3> kFilesAtOnce = {2, 6, 4};  // the seed's numbers
  return std::min(kFilesAtOnce[static_cast<size_t>(profile)], std::max<size_t>(cores, 1));
}

const Finding* Decision::decider() const {
  if (wish != Wish::kAuto) return nullptr;
  const auto* const found = std::ranges::find_if(findings, &Finding::asks_for_streaming);
  return found == findings.end() ? nullptr : found;
}

Decision Decide(const ProjectStatistics& project, const Thresholds& thresholds, Wish wish, size_t cores) {
  Decision decision;
  decision.wish = wish;
  decision.findings = {Find(Rule::kTotalBytes, project.files.bytes, thresholds.total_bytes),
                       Find(Rule::kMemory, project.memory_bytes, thresholds.memory_bytes),
                       Find(Rule::kLargeFiles, project.large.files, thresholds.large_files),
                       Find(Rule::kDepth, project.depth, thresholds.depth),
                       Find(Rule::kFiles, project.files.files, thresholds.files),
                       FindMix(project, thresholds.mix_percent)};
  const bool streams = wish == Wish::kStreaming || decision.decider() != nullptr;
  decision.method = streams ? Method::kStreaming : Method::kStandard;
  decision.profile = ProfileOf(project, decision.findings.back().asks_for_streaming);
  decision.cores = std::max<size_t>(cores, 1);
  decision.concurrency = Concurrency(decision.profile, cores);
  const auto asking = std::ranges::count_if(decision.findings, &Finding::asks_for_streaming);
  decision.complexity = asking == 0 ? Complexity::kSimple : asking <= 2 ? Complexity::kModerate : Complexity::kComplex;
  return decision;
}

std::string Reason(const Decision& decision) {
  if (decision.wish != Wish::kAuto) return fmt::format("{} was asked for", NameOf(decision.method));
  const Finding* const decider = decision.decider();
  if (decider == nullptr) return "nothing is over its limit";
  return fmt::format("{} {} is over {}", TextOf(decider->rule).name, Value(decider->rule, decider->value),
                     Value(decider->rule, decider->limit));
}

std::string Explain(const Decision& decision) {
  std::string text = fmt::format("method: {}, because {}\n", NameOf(decision.method), Reason(decision));
  for (const Finding& finding : decision.findings) {
    text += fmt::format("  {:<24}{:>11}{:>18}  {}\n", TextOf(finding.rule).name, Value(finding.rule, finding.value),
                        fmt::format("limit {}", Value(finding.rule, finding.limit)),
                        finding.asks_for_streaming ? "over: streaming" : "within");
  }
  text += fmt::format("complexity: {}; profile: {}, {} at a time on {} core{}\n", NameOf(decision.complexity),
                      NameOf(decision.profile), decision.concurrency, decision.cores, decision.cores == 1 ? "" : "s");
  return text;
}

}  // namespace archive_export
