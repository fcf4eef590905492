#ifndef PAWL_REPORTS_HTML_H_
#define PAWL_REPORTS_HTML_H_

#include <string>
#include <vector>

#include "tools/model/result.h"

namespace pawl {

struct ReportInput {
  std::string title;
  std::vector<Result> results;  // one per target, in the order to show them
  std::string command;          // that made the report; may be empty
};

// One self-contained HTML file: no script is needed, nothing is fetched, and every result is embedded as JSON (an array
// in <script id="pawl-results">). Shows what the results hold and decides nothing. Pure; linear in rows and cases.
std::string RenderHtml(const ReportInput& input);

}  // namespace pawl

#endif  // PAWL_REPORTS_HTML_H_
