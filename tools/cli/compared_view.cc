#include "tools/cli/compared_view.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/cli/terminal.h"
#include "tools/model/format.h"
#include "tools/model/metric.h"
#include "tools/stats/geometric_mean.h"

namespace pawl {
namespace {

constexpr char kCaveats[] =
    "It weighs every case alike, hides one that got slower behind others that got faster, and is not the ratio of any "
    "total time.";
constexpr size_t kMostValues = 5;  // of a hidden key that are named

bool IsTimed(const Row& row) { return row.comparison == kTime || row.comparison == kTimeRatio; }

// B / A, where that is a number.
std::optional<double> RatioOf(const Row& row) {
  if (!row.stored || !row.current) return std::nullopt;
  const double ratio = *row.current / *row.stored;
  return ratio > 0 && std::isfinite(ratio) ? std::optional(ratio) : std::nullopt;
}

// The ratios of absolute times that may be averaged: of one machine and one instrument.
std::vector<double> Ratios(const Members& members) {
  std::vector<double> ratios;
  for (const NamedRow& one : members) {
    const std::optional<double> ratio = RatioOf(*one.row);
    if (one.row->comparison == kTime && one.row->verdict != Verdict::kIncomparable && ratio) ratios.push_back(*ratio);
  }
  return ratios;
}

std::string RatioText(double ratio) { return fmt::format("{:.3f}", ratio); }

class View {
 public:
  View(const Result& result, const Grouping& grouping, TextStyle style)
      : result_(result), grouping_(grouping), style_(style) {
    for (const Row& row : result.rows) {
      if (IsTimed(row)) timed_.push_back({&row, PartsOf(row.case_name)});
    }
    std::stable_sort(timed_.begin(), timed_.end(),
                     [](const NamedRow& a, const NamedRow& b) { return a.row->case_name < b.row->case_name; });
  }

  absl::StatusOr<std::string> Render() {
    if (absl::Status status = CheckKeys(grouping_, timed_); !status.ok()) return status;
    std::string times = Times();  // first, since it finds what is hidden
    AddHead();
    text_ += times;
    AddOthers();
    AddReasons();
    Line(fmt::format("{} → {}: {}{}.", result_.against, result_.target,
                     result_.errors.empty() ? "" : "the comparison failed; ", CountsText(result_)));
    return std::move(text_);
  }

 private:
  bool markdown() const { return style_ == TextStyle::kMarkdown; }

  // A paragraph in Markdown, a line elsewhere.
  void Line(std::string_view line) { text_ += Paragraph(line); }
  std::string Paragraph(std::string_view line) const { return Quoted(line, style_) + (markdown() ? "\n\n" : "\n"); }
  std::string Heading(std::string_view line) const {
    return markdown() ? fmt::format("**{}**\n\n", Quoted(line, style_)) : fmt::format("\n{}\n", Quoted(line, style_));
  }
  std::string Table(const TextTable& table) const { return RenderTable(table, style_) + (markdown() ? "\n" : ""); }

  void AddHead() {
    for (const std::string& error : result_.errors) Line("error: " + error);
    for (const std::string& note : result_.notes) Line("note: " + note);
    for (const std::string& warning : result_.warnings) Line("warning: " + warning);
    for (const std::string& warning : hidden_) Line("warning: " + warning);
  }

  std::string Times() {
    if (timed_.empty()) return "";
    if (!grouping_.pivot.empty()) return Pivot();
    if (grouping_.group_by.empty()) return Heading("Times") + Table(RowTable(timed_)) + MeanLine(timed_);
    std::string text;
    std::vector<Members> merged;
    for (const RowGroup& group : GroupBy(timed_, grouping_.group_by)) {
      text += Heading(group.label) + Table(RowTable(group.members)) + MeanLine(group.members, /*caveats=*/false);
      merged.push_back(group.members);
    }
    Hide(merged, grouping_.group_by, "the geometric mean of a group");
    return text + MeanLine(timed_);
  }

  TextTable RowTable(const Members& members) const {
    TextTable table{{"A", "B", "B / A", "verdict", "level", "comparison", "case"}, {}};
    for (const NamedRow& one : members) AddRow(*one.row, table);
    return table;
  }

  static void AddRow(const Row& row, TextTable& table) {
    const auto [a, b] = FormatAmounts(row.stored, row.current, row.unit);
    const std::optional<double> ratio = RatioOf(row);
    table.rows.push_back({a, b, ratio ? RatioText(*ratio) : std::string(kNoNumber), std::string(Word(row.verdict)),
                          row.level.empty() ? std::string(kNoNumber) : row.level, row.comparison, CaseLabel(row)});
  }

  std::string MeanLine(const Members& members, bool caveats = true) const {
    const std::vector<double> ratios = Ratios(members);
    if (ratios.empty()) return Paragraph("no case has a time in both files that can be compared: no geometric mean");
    const stats::GeometricMean mean = stats::GeometricMeanOf(ratios);
    return Paragraph(fmt::format("geometric mean of B / A of time: {} over {} {}, from {} to {}{}",
                                 RatioText(mean.mean), mean.count, mean.count == 1 ? "case" : "cases",
                                 RatioText(mean.smallest), RatioText(mean.largest),
                                 caveats ? std::string(". ") + kCaveats : ""));
  }

  // Absolute times only: a ratio to another case would count that one twice.
  std::string Pivot() {
    std::vector<NamedRow> times;
    std::copy_if(timed_.begin(), timed_.end(), std::back_inserter(times),
                 [](const NamedRow& one) { return one.row->comparison == kTime; });
    const std::vector<std::string> key = {grouping_.pivot};
    const bool grouped = !grouping_.group_by.empty();
    const std::vector<RowGroup> columns = GroupBy(times, key);
    TextTable table;
    for (const RowGroup& column : columns) table.header.push_back(column.label);
    table.header.emplace_back(grouped ? "group" : "case");
    std::vector<Members> merged;
    for (const RowGroup& line : grouped ? GroupBy(times, grouping_.group_by) : GroupByRest(times, grouping_.pivot)) {
      std::map<std::string, Members> cells;
      for (const RowGroup& cell : GroupBy(line.members, key)) cells[cell.label] = cell.members;
      std::vector<std::string>& texts = table.rows.emplace_back();
      for (const RowGroup& column : columns) {
        texts.push_back(Cell(cells[column.label]));
      }
      merged.push_back(line.members);
      texts.push_back(line.label.empty() ? "every case" : line.label);
    }
    std::vector<std::string> shown = grouping_.group_by;
    shown.push_back(grouping_.pivot);
    Hide(merged, shown, "a line");
    return Heading(fmt::format("B / A of time, by {}", grouping_.pivot)) + Table(table) + MeanLine(times);
  }

  // "1.052 unstable", "1.052 of 3 cases", or the verdict of what has no ratio.
  static std::string Cell(const Members& members) {
    const std::vector<double> ratios = Ratios(members);
    if (members.empty()) return std::string(kNoNumber);
    if (members.size() == 1) {
      const std::string verdict(Word(members.front().row->verdict));
      return ratios.empty() ? verdict : fmt::format("{} {}", RatioText(ratios.front()), verdict);
    }
    if (ratios.empty()) return fmt::format("none of {} cases", members.size());
    const std::string mean = RatioText(stats::GeometricMeanOf(ratios).mean);
    if (ratios.size() == members.size()) return fmt::format("{} of {} cases", mean, members.size());
    return fmt::format("{} of {} of {} cases", mean, ratios.size(), members.size());
  }

  void Hide(const std::vector<Members>& merged, const std::vector<std::string>& shown, std::string_view what) {
    for (auto& [key, values] : HiddenKeys(merged, shown)) {
      std::vector<std::string> named(values.begin(), values.begin() + std::min(values.size(), kMostValues));
      if (named.size() < values.size()) named.emplace_back("...");
      hidden_.push_back(fmt::format("{} is of cases that differ in {} ({}): --group-by={} keeps them apart", what, key,
                                    fmt::join(named, ", "), fmt::join(WithKey(grouping_.group_by, key), ",")));
    }
  }

  static std::vector<std::string> WithKey(std::vector<std::string> keys, const std::string& key) {
    keys.push_back(key);
    return keys;
  }

  // What the tables of times leave out: counts, sizes, counters, and ratios beside a pivot table.
  void AddOthers() {
    TextTable table = RowTable({});
    int ok = 0;
    for (const Row& row : result_.rows) {
      if (row.comparison == kTime || (row.comparison == kTimeRatio && grouping_.pivot.empty())) continue;
      if (row.verdict == Verdict::kOk) {
        ++ok;
      } else {
        AddRow(row, table);
      }
    }
    if (!table.rows.empty()) text_ += Heading("What else is not ok") + Table(table);
    if (ok > 0) Line(fmt::format("{} other {} ok", ok, ok == 1 ? "row is" : "rows are"));
  }

  // Why rows are not what one would wish, each sentence once.
  void AddReasons() {
    std::map<std::string, std::vector<const Row*>> rows;
    std::vector<std::string> order;
    for (const Row& row : result_.rows) {
      std::string why = row.reason;
      if (why.empty() && row.verdict != Verdict::kOk && !row.limit.empty()) {
        why = fmt::format("beyond the limit: {} (written in {})", row.limit, row.limit_origin);
      }
      if (!row.strict.empty()) why += (why.empty() ? "blocks by " : "; blocks by ") + row.strict;
      if (why.empty()) continue;
      why = fmt::format("{}: {}", Word(row.verdict), why);
      if (rows[why].empty()) order.push_back(why);
      rows[why].push_back(&row);
    }
    if (!order.empty() && !markdown()) text_ += "\n";
    for (const std::string& why : order) {
      const std::vector<const Row*>& of = rows[why];
      const std::string which = of.size() == 1 ? fmt::format("{} {}", CaseLabel(*of.front()), of.front()->comparison)
                                               : fmt::format("{} rows", of.size());
      Line(fmt::format("{} ({})", why, which));
    }
  }

  const Result& result_;
  const Grouping& grouping_;
  const TextStyle style_;
  std::vector<NamedRow> timed_;  // by name
  std::vector<std::string> hidden_;
  std::string text_;
};

}  // namespace

absl::StatusOr<std::string> RenderCompared(const Result& result, const Grouping& grouping, TextStyle style) {
  return View(result, grouping, style).Render();
}

}  // namespace pawl
