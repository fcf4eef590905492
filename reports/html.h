#ifndef PAWL_REPORTS_HTML_H_
#define PAWL_REPORTS_HTML_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/model/accepted_history.h"
#include "tools/model/explanation.h"
#include "tools/model/result.h"

namespace pawl {

// What draws the page's figures, sorts and filters: see reports/web. Borrowed.
struct PageScript {
  std::string_view text;
  std::string_view hash;  // of the text, as a Content-Security-Policy names it: "sha256-..."
};

struct ReportInput {
  std::string title;
  std::vector<Result> results;            // one per target, in the order to show them
  std::string command;                    // that made the report; may be empty
  std::optional<PageScript> script = {};  // none: the page has no figures, and shows all else
  std::vector<Explanation> explanations = {};
  std::vector<AcceptedHistory> histories = {};
};

// One self-contained HTML file: it reads without its script, nothing is fetched, and every result is embedded as JSON
// (an array in <script id="pawl-results">, gzip in base64 where there is a script to read it). Shows what the results
// hold and decides nothing. Pure; linear in rows and cases.
std::string RenderHtml(const ReportInput& input);

}  // namespace pawl

#endif  // PAWL_REPORTS_HTML_H_
