#include "reports/flame_graph.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "fmt/format.h"
#include "reports/frames.h"
#include "reports/markup.h"
#include "tools/model/format.h"
#include "tools/model/metric.h"

namespace pawl {
namespace {

constexpr std::string_view kStyle =
#include "reports/flame_graph_css.inc"
#include "reports/report_css.inc"
    ;

// The policy makes the browser refuse what this file must not contain anyway: scripts that run, and any request.
constexpr std::string_view kHead = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>What changed</title>
<style>
{}</style>
</head>
<body>
<h1>What changed</h1>
)";

constexpr size_t kSites = 20;  // Rows of a table that is still read to its end.

std::string Signed(const CostChange& cost, std::string_view metric) {
  if (!cost.Changed()) return "=";
  return (cost.Delta() > 0 ? "+" : "") + FormatAmount(cost.Delta(), ProfiledUnit(metric));
}

std::string_view Word(const CostChange& cost) {
  if (!cost.Changed()) return "same";
  return cost.Delta() > 0 ? "more" : "less";
}

class Icicle {
 public:
  explicit Icicle(const ProfileDifference& difference) : difference_(difference), root_(FrameTree(difference)) {}

  Markup Html() {
    Markup html = Fill("<div class=\"flame\"><ul>{}</ul></div>\n", {Item("all listed stacks", root_, root_.width)});
    if (too_narrow_ > 0) {
      html += Fill(
          "<p class=\"none\">Not drawn, with all that they call, since narrower than a thousandth of the width: "
          "{}.</p>\n",
          {too_narrow_});
    }
    return html;
  }

 private:
  Markup Item(const std::string& function, const Frame& frame, double parent) {
    const auto [before, after] = FormatAmounts(frame.cost.before, frame.cost.after, ProfiledUnit(difference_.metric));
    const std::string change = Signed(frame.cost, difference_.metric);
    const std::string label = fmt::format("{}: before {}, after {}, {}{}", function, before, after, Word(frame.cost),
                                          frame.cost.Changed() ? " " + change : "");
    Markup children;
    for (const auto& [name, child] : frame.children) {
      if (child.width < kNarrowestFrame * root_.width) {
        ++too_narrow_;
      } else {
        children += Item(name, child, frame.width);
      }
    }
    return Fill(
        "<li style=\"width:{}%\"><span class=\"{}\" tabindex=\"0\" role=\"img\" aria-label=\"{}\" "
        "title=\"{}\"><b>{}</b> {}</span>{}</li>",
        {fmt::format("{:.4f}", parent > 0 ? 100 * frame.width / parent : 100), Word(frame.cost), label, label, change,
         function, children.empty() ? Markup() : Fill("\n<ul>{}</ul>", {children})});
  }

  const ProfileDifference& difference_;
  const Frame root_;
  int64_t too_narrow_ = 0;
};

Markup SiteTable(const ProfileDifference& difference, const Explanation& explanation) {
  Markup rows;
  size_t changed = 0;
  for (const SiteChange& site : difference.sites) {
    if (!site.cost.Changed() || ++changed > kSites) continue;
    const auto [before, after] = FormatAmounts(site.cost.before, site.cost.after, ProfiledUnit(difference.metric));
    rows += Fill(
        "<tr><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>"
        "<th scope=\"row\"><code>{}</code></th></tr>\n",
        {Signed(site.cost, difference.metric), before, after, site.function});
  }
  if (changed > kSites) {
    rows += Fill("<tr><td colspan=\"4\">and {} more</td></tr>\n", {static_cast<int64_t>(changed - kSites)});
  }
  return Fill(
      "<table class=\"sites\"><thead><tr><th scope=\"col\" class=\"n\">Change</th>"
      "<th scope=\"col\" class=\"n\">{}</th><th scope=\"col\" class=\"n\">{}</th>"
      "<th scope=\"col\">{}</th></tr></thead>\n<tbody>{}</tbody></table>\n",
      {explanation.before, explanation.after, difference.metric == "instructions" ? "Function" : "Call site", rows});
}

bool AnySiteChanged(const ProfileDifference& difference) {
  return difference.compared && std::any_of(difference.sites.begin(), difference.sites.end(),
                                            [](const SiteChange& site) { return site.cost.Changed(); });
}

Markup Section(const ProfileDifference& difference, const Explanation& explanation) {
  const auto [before, after] =
      FormatAmounts(difference.total.before, difference.total.after, ProfiledUnit(difference.metric));
  Markup html = Fill("<section>\n<h2>{}: {} to {}</h2>\n<p>{}, {}, by {}. Before: {}. After: {}.</p>\n",
                     {difference.metric, before, after, BreakAtSlashes(explanation.case_name),
                      difference.metric == kPeakBytes ? "of a whole slice" : "per iteration", difference.instrument,
                      explanation.before, explanation.after});
  if (!difference.note.empty()) html += Fill("<p>Note: {}</p>\n", {difference.note});
  html += SiteTable(difference, explanation);
  html += Literal(
      "<p class=\"key\">A frame's callers stand above it; it is as wide as the larger of its two costs. "
      "<span class=\"more\">+ more</span> <span class=\"less\">\u2212 less</span> "
      "<span class=\"same\">= same</span></p>\n");
  html += Icicle(difference).Html();
  html += Literal("</section>\n");
  return html;
}

Markup Said(const std::string& sentence) { return Fill("<p>{}</p>\n", {sentence}); }

}  // namespace

std::string RenderFlameGraph(const std::vector<Explanation>& explanations) {
  Markup page = Fill(kHead, {Literal(kStyle)});
  for (const Explanation& explanation : explanations) {
    for (const ProfileDifference& difference : explanation.differences) {
      if (AnySiteChanged(difference)) {
        page += Section(difference, explanation);
      } else {
        page += Said(fmt::format("{} of {} by {}: {}.", difference.metric, explanation.case_name, difference.instrument,
                                 difference.compared ? "nothing listed changed" : "not compared"));
      }
    }
    for (const std::string& sentence : explanation.incomparable) page += Said(sentence);
    for (const MissingProfile& missing : explanation.missing) {
      page += Said(fmt::format("No {} profile: {}", missing.instrument, missing.reason));
    }
    if (!explanation.alone.empty()) page += Said(explanation.alone);
  }
  page += Literal("</body>\n</html>\n");
  return page.html();
}

}  // namespace pawl
