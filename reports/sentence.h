#ifndef PAWL_REPORTS_SENTENCE_H_
#define PAWL_REPORTS_SENTENCE_H_

#include <string>
#include <string_view>
#include <vector>

#include "reports/rows.h"
#include "tools/model/result.h"

namespace pawl {

// What every view says of a run in words, as plain text: each view marks it up and escapes it in its own way.

struct SentencePart {
  std::string text;
  bool foreign = false;            // a name, comparison or amount of the user's, not a word of ours
  const ListedRow* row = nullptr;  // the row whose case `text` names; borrowed from the listed rows
};

// The run in a line: how many comparisons and claims have which verdict, the worst regression, how sure that is, and
// what to do next. Says "all" only where no row stands against it.
std::vector<SentencePart> AnswerSentence(const std::vector<Result>& results, const ListedRows& rows);

// Whether every run exits with 0, and there is one.
bool AllPassed(const std::vector<Result>& results);

// What a run says beside its rows.
struct Notice {
  std::string_view kind;  // "error", "warning", "note"
  std::string target;     // empty: of no target
  std::string text;
};

// Errors of all runs, among them that nothing was gated; then their warnings and notes.
std::vector<Notice> ListNotices(const std::vector<Result>& results);

// How often each verdict occurs in all runs.
VerdictCounts CountAll(const std::vector<Result>& results);

}  // namespace pawl

#endif  // PAWL_REPORTS_SENTENCE_H_
