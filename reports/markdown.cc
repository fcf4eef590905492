#include "reports/markdown.h"

#include <map>
#include <optional>
#include <string_view>

#include "fmt/format.h"
#include "reports/markdown_rows.h"
#include "reports/markdown_text.h"
#include "reports/rows.h"
#include "reports/sentence.h"
#include "reports/side_by_side.h"
#include "tools/model/format.h"

namespace pawl {
namespace {

// Shares of the whole, in bytes; what the others leave unused, rows take. Each bounds its part, whatever the results
// hold.
constexpr size_t kReasonsBytes = 16'000;
constexpr size_t kSideBySideBytes = 10'000;
constexpr size_t kEnvironmentBytes = 5'000;
constexpr size_t kNoticesBytes = 10'000;
constexpr size_t kHeadingsBytes = 2'500;  // of tables, and sentences that count what was left out
constexpr int kMostNotices = 10;          // of a kind
constexpr size_t kNoticeBytes = 300;
constexpr size_t kFactBytes = 80;

std::string Answer(const std::vector<Result>& results, const ListedRows& rows) {
  std::string text = "**";
  for (const SentencePart& part : AnswerSentence(results, rows))
    text += part.foreign ? PlainOrCode(part.text) : part.text;
  return text + "**\n\n";
}

std::string Notices(const std::vector<Result>& results) {
  std::string text;
  std::map<std::string_view, int> shown, left_out;
  for (const Notice& notice : ListNotices(results)) {
    std::string line = fmt::format("- {}", notice.kind);
    if (!notice.target.empty()) line += fmt::format(" of {}", CodeSpan(notice.target, kFactBytes));
    line += fmt::format(": {}\n", PlainOrCode(notice.text, kNoticeBytes));
    const bool fits = shown[notice.kind] < kMostNotices && text.size() + line.size() <= kNoticesBytes;
    ++(fits ? shown : left_out)[notice.kind];
    if (fits) text += line;
  }
  for (const auto& [kind, count] : left_out) text += fmt::format("- and {} more of kind {}\n", count, kind);
  return text.empty() ? text : text + "\n";
}

std::string Counts(const std::vector<Result>& results) {
  const VerdictCounts counts = CountAll(results);
  std::string text;
  for (const VerdictInfo& info : kVerdicts) {
    const int count = counts[static_cast<size_t>(info.verdict)];
    if (count == 0) continue;
    text += fmt::format("{}`{}` {} {}", text.empty() ? "" : " · ", info.symbol, FormatCount(count), info.word);
  }
  return text.empty() ? text : text + "\n\n";
}

std::string ImplementationRow(const MeasuredOperation& operation, const MeasuredImplementation& one) {
  using Absent = std::optional<double>;
  const auto& heap = one.evidence->allocations;
  const auto& instructions = one.evidence->instructions;
  const auto amount = [](Absent value, std::string_view unit) { return FormatAmount(value, unit); };
  return TableRow(
      {CodeSpan(operation.name), PlainOrCode(one.name, kFactBytes),
       amount(one.evidence->time ? one.evidence->time->floor_ns : Absent(), "ns"),
       one.reference ? "reference" : amount(one.time_ratio, "x"), amount(heap ? heap->allocations : Absent(), ""),
       amount(heap ? heap->allocated_bytes : Absent(), "B"), amount(heap ? heap->peak_bytes : Absent(), "B"),
       amount(instructions ? instructions->largest : Absent(), "")});
}

std::string Implementations(const std::vector<Result>& results, std::string_view rest) {
  constexpr std::string_view kHead =
      "| Case | Implementation | Time floor | Ratio | Allocations | Allocated | Peak | Instructions |\n"
      "|---|---|---:|---:|---:|---:|---:|---:|\n";
  std::string text;
  int left_out = 0;
  for (const Result& result : results) {
    std::string component;
    bool first = true;
    for (const MeasuredOperation& operation : SideBySide(result)) {
      std::string rows;
      if (first || operation.component != component) {
        rows = fmt::format("{}{} of {}\n\n{}", text.empty() ? "" : "\n", CodeSpan(operation.component),
                           CodeSpan(result.target), kHead);
      }
      for (const MeasuredImplementation& one : operation.implementations) rows += ImplementationRow(operation, one);
      if (left_out > 0 || text.size() + rows.size() > kSideBySideBytes) {
        left_out += static_cast<int>(operation.implementations.size());
        continue;
      }
      text += rows;
      component = operation.component;
      first = false;
    }
  }
  if (left_out > 0) text += fmt::format("\nCases left out here: {}. All of them are in {}.\n", left_out, rest);
  if (text.empty()) return "";
  return Folded("Implementations side by side, per iteration; a ratio below 1× is faster than the reference", text);
}

std::string EnvironmentRow(const Result& result) {
  const Environment& environment = result.environment;
  const auto fact = [](const std::string& text) { return PlainOrCode(text, kFactBytes); };
  std::string commit = fact(environment.commit.substr(0, 12));
  if (!environment.commit.empty() && environment.dirty) commit += " with changes";
  return TableRow({CodeSpan(result.target), fact(environment.cpu_model), fact(environment.compiler),
                   fact(environment.compiler_flags), fact(environment.benchmark_library), fact(environment.kernel),
                   commit, fmt::format("{}, {}", FormatCount(result.processes), FormatTime(result.wall_s * 1e9))});
}

std::string Environments(const std::vector<Result>& results, std::string_view rest) {
  std::string text;
  int left_out = 0;
  for (const Result& result : results) {
    if (result.target.empty()) continue;
    const std::string row = EnvironmentRow(result);
    const bool fits = left_out == 0 && text.size() + row.size() <= kEnvironmentBytes;
    if (fits) {
      text += row;
    } else {
      ++left_out;
    }
  }
  if (text.empty()) return "";
  text =
      "| Target | CPU | Compiler | Flags | Library | Kernel | Commit | Processes, time |\n"
      "|---|---|---|---|---|---|---|---|\n" +
      text;
  if (left_out > 0) text += fmt::format("\nTargets left out here: {}. All of them are in {}.\n", left_out, rest);
  return Folded("Environment", text);
}

}  // namespace

std::string RenderMarkdown(const std::vector<Result>& results, const MarkdownInput& about) {
  Ids ids;
  const ListedRows rows = ListRows(results, ids);
  const std::string rest = about.rest.empty() ? "the result.json of each target" : CodeSpan(about.rest);
  std::string head = fmt::format("### {}\n\n", about.title.empty() ? "Pawl report" : PlainOrCode(about.title));
  head += Answer(results, rows) + Notices(results) + Counts(results);
  std::string tail =
      MarkdownReasons(rows, kReasonsBytes, rest) + Implementations(results, rest) + Environments(results, rest);
  if (!about.command.empty()) tail += fmt::format("Made by {}\n", CodeSpan(about.command));
  return head + MarkdownTables(rows, kMostMarkdownBytes - kHeadingsBytes - head.size() - tail.size(), rest) + tail;
}

}  // namespace pawl
