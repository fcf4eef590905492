#ifndef PAWL_TOOLS_MODEL_TEXT_TABLE_H_
#define PAWL_TOOLS_MODEL_TEXT_TABLE_H_

#include <string>
#include <string_view>
#include <vector>

namespace pawl {

enum class TextStyle { kTerminal, kMarkdown };

// Cells as they are to be read; every row has as many as the header.
struct TextTable {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
};

// Columns are flush right but the last one, which is flush left. As Markdown it is a table of GitHub's dialect that
// shows every cell as it stands, whatever it contains. Ends with a newline. Texts are UTF-8, one code point a column
// wide.
std::string RenderTable(const TextTable& table, TextStyle style);

// Text of somebody else's, such as a case's name, as one line that is safe to print: control characters, which could
// move a terminal's cursor or end a table's row, become '?', and Markdown's own characters are escaped.
std::string Quoted(std::string_view text, TextStyle style);

}  // namespace pawl

#endif  // PAWL_TOOLS_MODEL_TEXT_TABLE_H_
