#ifndef PAWL_REPORTS_MARKDOWN_TEXT_H_
#define PAWL_REPORTS_MARKDOWN_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pawl {

// Texts of somebody else's in GitHub-flavoured Markdown, so that none of them is read as markup, as a link or as a
// mention. A backslash does not do: a forge looks for @names and addresses in what the Markdown became, everywhere but
// in code. So everything foreign is code, but for plain words and numbers.

// Its first bytes, as many whole code points as fit, with "…" if something is missing. REQUIRES: at least 3 bytes.
std::string Clipped(std::string_view text, size_t bytes);

// One line as a code span that shows the text as it stands, clipped. Control characters and those that turn the
// direction of reading become '?'. A dash if empty.
std::string CodeSpan(std::string_view text, size_t bytes = 200);

// A name or amount as plain text if it has nothing but letters, digits and harmless signs; else as a CodeSpan.
std::string PlainOrCode(std::string_view text, size_t bytes = 200);

// A row of a table, of finished cells: a '|' in one, also within code, does not end it. A backslash in front of such a
// '|' may be shown twice.
std::string TableRow(const std::vector<std::string>& cells);

// Lines as a fenced block, whose fence is longer than any within.
std::string CodeBlock(const std::vector<std::string>& lines);

// A part that is folded until it is clicked. `summary` is text of ours, `body` finished Markdown.
std::string Folded(std::string_view summary, std::string_view body);

}  // namespace pawl

#endif  // PAWL_REPORTS_MARKDOWN_TEXT_H_
