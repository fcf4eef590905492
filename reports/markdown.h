#ifndef PAWL_REPORTS_MARKDOWN_H_
#define PAWL_REPORTS_MARKDOWN_H_

#include <cstddef>
#include <string>
#include <vector>

#include "tools/model/result.h"

namespace pawl {

// A comment on GitHub holds 65,536 characters; this leaves room for what a CI puts around the text.
inline constexpr size_t kMostMarkdownBytes = 60'000;

struct MarkdownInput {
  std::string title;    // empty: "Pawl report"
  std::string command;  // that made the report; may be empty
  std::string rest;     // where everything is, should the text not hold it: a file's path. Empty: each result.json
};

// What the HTML page says as GitHub-flavoured Markdown for a comment on a pull request: the answer in one sentence,
// then claims and comparisons, worst first, reasons and commands of what is not ok, implementations side by side and
// the environment. Decides nothing. Fewer than kMostMarkdownBytes bytes: what does not fit is left out, the least
// severe rows first, and counted by verdict. Foreign text is code, whatever it contains. Pure; linear in rows and cases
// but for sorting.
std::string RenderMarkdown(const std::vector<Result>& results, const MarkdownInput& about);

}  // namespace pawl

#endif  // PAWL_REPORTS_MARKDOWN_H_
