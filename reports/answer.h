#ifndef PAWL_REPORTS_ANSWER_H_
#define PAWL_REPORTS_ANSWER_H_

#include <vector>

#include "reports/markup.h"
#include "reports/rows.h"
#include "tools/model/result.h"

namespace pawl {

// The run in one sentence, with errors, warnings and targets that gated nothing below it, then how often each verdict
// occurs. Says "all" only where every exit code is 0.
Markup AnswerSection(const std::vector<Result>& results, const ListedRows& rows);
Markup CountsSection(const std::vector<Result>& results);

}  // namespace pawl

#endif  // PAWL_REPORTS_ANSWER_H_
