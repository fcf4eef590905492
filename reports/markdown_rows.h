#ifndef PAWL_REPORTS_MARKDOWN_ROWS_H_
#define PAWL_REPORTS_MARKDOWN_ROWS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "reports/rows.h"

namespace pawl {

// The tables of claims and comparisons as Markdown that is no longer than `bytes`, but for headings and the sentence
// that counts what was left out. Comparisons that need no attention are folded.
std::string MarkdownTables(const ListedRows& rows, size_t bytes, std::string_view rest);

// Why each row is not ok, and the commands, worst first, as far as `bytes` reach.
std::string MarkdownReasons(const ListedRows& rows, size_t bytes, std::string_view rest);

}  // namespace pawl

#endif  // PAWL_REPORTS_MARKDOWN_ROWS_H_
