#include "reports/answer.h"

#include <string>

#include "reports/sentence.h"
#include "reports/tables.h"
#include "tools/model/format.h"

namespace pawl {
namespace {

Markup Sentence(const std::vector<Result>& results, const ListedRows& rows) {
  Markup sentence;
  for (const SentencePart& part : AnswerSentence(results, rows)) {
    sentence += part.row == nullptr ? Escape(part.text)
                                    : Fill("<a href=\"#{}\">{}</a>", {part.row->id, BreakAtSlashes(part.text)});
  }
  return sentence;
}

Markup List(const Markup& items) { return items.empty() ? items : Fill("<ul class=\"notices\">\n{}</ul>\n", {items}); }

// Notes are no fault of the run, and there are several of each: folded.
Markup Notices(const std::vector<Result>& results) {
  Markup items, notes;
  int64_t count = 0;
  for (const Notice& notice : ListNotices(results)) {
    const std::string of_target = notice.target.empty() ? "" : notice.target + ": ";
    const bool is_note = notice.kind == "note";
    count += is_note ? 1 : 0;
    (is_note ? notes : items) +=
        Fill("<li class=\"{}\"><strong>{}</strong> {}{}</li>\n", {notice.kind, notice.kind, of_target, notice.text});
  }
  Markup html = List(items);
  if (count > 0) {
    html += Fill("<details class=\"notes\"><summary>{} note{}</summary>\n{}</details>\n",
                 {count, count == 1 ? "" : "s", List(notes)});
  }
  return html;
}

}  // namespace

Markup AnswerSection(const std::vector<Result>& results, const ListedRows& rows) {
  Markup html = Fill(
      "<section aria-labelledby=\"answer\">\n<h2 id=\"answer\" class=\"hidden\">Answer</h2>\n"
      "<p class=\"answer {}\">{}</p>\n{}</section>\n",
      {AllPassed(results) ? "passed" : "failed", Sentence(results, rows), Notices(results)});
  return html;
}

Markup CountsSection(const std::vector<Result>& results) {
  const VerdictCounts counts = CountAll(results);
  Markup items;
  for (const VerdictInfo& info : kVerdicts) {
    const int count = counts[static_cast<size_t>(info.verdict)];
    if (count == 0) continue;
    items += Fill("<li>{}<b>{}</b><small>{}</small></li>\n", {Badge(info.verdict), FormatCount(count), info.meaning});
  }
  if (items.empty()) return Markup();
  return Fill(
      "<section aria-labelledby=\"verdicts\">\n<h2 id=\"verdicts\">Verdicts</h2>\n"
      "<ul class=\"counts\">\n{}</ul>\n</section>\n",
      {items});
}

}  // namespace pawl
