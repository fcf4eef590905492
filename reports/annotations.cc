#include "reports/annotations.h"

#include <algorithm>
#include <charconv>

#include "fmt/format.h"
#include "reports/rows.h"
#include "tools/model/format.h"

namespace pawl {
namespace {

using Level = Annotation::Level;

Level LevelOf(const Row& row) {
  if (Blocks(row)) return Level::kError;
  return row.verdict == Verdict::kImproved ? Level::kNotice : Level::kWarning;
}

SourcePlace PlaceOf(const Result& result, const Row& row, const BenchmarkPlace& benchmark) {
  if (!row.case_name.empty()) {
    if (SourcePlace place = benchmark(result, row.case_name); !place.file.empty()) return place;
  }
  if (!ClaimText(row).empty() && !row.limit_origin.empty()) return ParsePlace(row.limit_origin);
  if (!row.stored_origin.empty()) return ParsePlace(row.stored_origin);
  return {result.build_file, 0};
}

void AddLine(std::string& text, const std::string& line) {
  if (!line.empty()) text += (text.empty() ? "" : "\n") + line;
}

std::string Message(const ListedRow& listed) {
  const Row& row = *listed.row;
  const auto [stored, current] = FormatAmounts(row.stored, row.current, row.unit);
  std::string text;
  if (row.stored || row.current) {
    AddLine(text, fmt::format("{} {}, current {} ({})", ClaimText(row).empty() ? "stored" : "bound", stored, current,
                              FormatPercentChange(row.stored, row.current)));
  }
  if (!row.limit.empty()) {
    AddLine(text, fmt::format("limit: {}{}", row.limit,
                              row.limit_origin.empty() ? "" : " (written in " + row.limit_origin + ")"));
  }
  AddLine(text, row.reason);
  if (!row.strict.empty()) AddLine(text, "blocks by " + row.strict);
  if (!row.allowed.empty()) AddLine(text, "let through by " + row.allowed);
  if (!row.mute.empty()) AddLine(text, "muted " + row.mute);
  for (const RowCommand& one : CommandsOf(listed)) AddLine(text, fmt::format("{}: {}", one.label, one.command));
  return text;
}

Annotation OfRow(const ListedRow& listed, const BenchmarkPlace& benchmark) {
  const Row& row = *listed.row;
  const std::string& target = listed.result->target;
  return {LevelOf(row),
          PlaceOf(*listed.result, row, benchmark),
          std::string(Word(row.verdict)),
          fmt::format("{} {} {}", target, row.case_name, row.comparison),
          fmt::format("{}: {} {}", Word(row.verdict), CaseLabel(row), row.comparison),
          Message(listed)};
}

// Errors of plans begin with the line that is wrong.
SourcePlace PlaceOfError(const Result& result, const std::string& error) {
  const SourcePlace place = ParsePlace(error.substr(0, error.find(": ")));
  const bool names_a_line = place.line > 0 && place.file.find_first_of(" \n") == std::string::npos;
  return names_a_line ? place : SourcePlace{result.build_file, 0};
}

Annotation OfError(const Result& result, const std::string& error) {
  const std::string target = result.target.empty() ? "pawl" : result.target;
  return {Level::kError, PlaceOfError(result, error), "run", target + " " + error, "error: " + target, error};
}

}  // namespace

SourcePlace ParsePlace(std::string_view origin) {
  const size_t colon = origin.rfind(':');
  if (colon == std::string_view::npos) return {std::string(origin), 0};
  int line = 0;
  const char* const end = origin.data() + origin.size();
  const auto [stop, error] = std::from_chars(origin.data() + colon + 1, end, line);
  if (error != std::errc() || stop != end || line < 1) return {std::string(origin), 0};
  return {std::string(origin.substr(0, colon)), line};
}

std::vector<Annotation> Annotate(const std::vector<Result>& results, const BenchmarkPlace& place) {
  std::vector<Annotation> annotations;
  for (const Result& result : results) {
    for (const std::string& error : result.errors) annotations.push_back(OfError(result, error));
  }
  Ids ids;
  const ListedRows rows = ListRows(results, ids);
  for (const auto* listed : {&rows.claims, &rows.comparisons}) {
    for (const ListedRow& one : *listed) {
      if (one.row->verdict != Verdict::kOk && !IsAbsentLiveTime(*one.row)) annotations.push_back(OfRow(one, place));
    }
  }
  std::stable_sort(annotations.begin(), annotations.end(),
                   [](const Annotation& a, const Annotation& b) { return a.level < b.level; });
  return annotations;
}

}  // namespace pawl
