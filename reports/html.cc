#include "reports/html.h"

#include <string_view>

#include "fmt/format.h"
#include "reports/answer.h"
#include "reports/charts.h"
#include "reports/components.h"
#include "reports/compressed.h"
#include "reports/figures.h"
#include "reports/markup.h"
#include "reports/rows.h"
#include "reports/tables.h"
#include "reports/targets.h"

namespace pawl {
namespace {

constexpr std::string_view kStyle =
#include "reports/report_css.inc"
    ;

// The policy makes the browser refuse what this file must not contain anyway: any script but its own, and any request.
constexpr std::string_view kHead = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'{}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{}</title>
<style>
{}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the answer</a>
)";

Markup Navigation(const std::vector<Component>& components, bool has_results) {
  Markup links =
      Literal("<li><a href=\"#claims\">Claims</a></li>\n<li><a href=\"#comparisons\">Comparisons</a></li>\n");
  for (const Component& component : components) {
    links += Fill("<li><a href=\"#{}\">{}</a></li>\n", {component.id, component.name});
  }
  if (has_results) links += Literal("<li><a href=\"#environment\">Environment</a></li>\n");
  return Fill("<nav aria-label=\"Sections\"><ul>\n{}</ul></nav>\n", {links});
}

Markup Components(const std::vector<Component>& components, const ReportInput& input, Figures& figures) {
  if (components.empty()) return Markup();
  Markup html = Literal("<section aria-labelledby=\"components\">\n<h2 id=\"components\">Components</h2>\n");
  for (const Component& component : components) {
    html += ComponentSection(component, ComponentFigures(component, input, figures));
  }
  html += Literal("</section>\n");
  return html;
}

Markup Footer(const ReportInput& input, const Figures& figures) {
  std::string json = "[";
  for (const Result& result : input.results) {
    if (json.size() > 1) json += ",";
    json += ToCompactJson(result);
  }
  json += "]";
  Markup html = Literal("<footer>\n");
  if (!input.command.empty()) html += CommandBlock("Made by", input.command);
  html += Fill(
      "<p>The results are embedded in this file as JSON{}, in the element <code>pawl-results</code>.</p>\n</footer>\n",
      {input.script ? ", compressed" : ""});
  if (input.script) {
    html += Fill("<script type=\"application/gzip;base64\" id=\"pawl-results\">{}</script>\n{}<script>{}</script>\n",
                 {GzipBase64(json), figures.Island(), Literal(input.script->text)});
  } else {
    html += Fill("<script type=\"application/json\" id=\"pawl-results\">{}</script>\n", {JsonIsland(json)});
  }
  html += Literal("</body>\n</html>\n");
  return html;
}

}  // namespace

std::string RenderHtml(const ReportInput& input) {
  Ids ids;
  const ListedRows rows = ListRows(input.results, ids);
  const std::vector<Component> components = ListComponents(input.results, ids);
  const std::string title = input.title.empty() ? "Pawl report" : input.title;

  Figures figures(ids, input.script.has_value());
  const std::string policy = input.script ? fmt::format("; script-src '{}'", input.script->hash) : "";
  Markup page = Fill(kHead, {Literal(policy), title, Literal(kStyle)});
  page += Fill("<header>\n<h1>{}</h1>\n{}</header>\n<main id=\"main\" tabindex=\"-1\">\n",
               {title, Navigation(components, !input.results.empty())});
  page += AnswerSection(input.results, rows);
  page += CountsSection(input.results);
  page += ClaimsSection(rows.claims);
  page += ComparisonsSection(rows.comparisons);
  page += Components(components, input, figures);
  page += TargetsSection(input.results, ids);
  page += Literal("</main>\n");
  page += Footer(input, figures);
  return page.html();
}

}  // namespace pawl
