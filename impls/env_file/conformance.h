#ifndef PAWL_IMPLS_ENV_FILE_CONFORMANCE_H_
#define PAWL_IMPLS_ENV_FILE_CONFORMANCE_H_

#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "impls/env_file/dialect.h"

// What five widely used parsers make of short files, and what the default dialect does: measured on node-dotenv 17,
// util.parseEnv of Node 20, godotenv, dotenvy 0.16-dev and python-dotenv 1.2.
namespace env_file::conformance {

struct Column {
  std::string_view name;
  Dialect dialect;
};

inline std::vector<Column> Columns() {
  return {{"node_dotenv", NodeDotenv()}, {"node_builtin", NodeBuiltin()},   {"godotenv", Godotenv()},
          {"dotenvy", Dotenvy()},        {"python_dotenv", PythonDotenv()}, {"default", Dialect()}};
}
constexpr int kColumns = 6;

// The variables as KEY=value, each after the first after a '|'; or "error".
using Answer = std::string_view;

struct Row {
  std::string_view name;
  std::string_view file;
  std::array<Answer, kColumns> answers;  // what a column's dialect gives
};

// Cells in which a dialect deliberately does not do as its parser does, since that loses what the file says.
struct Deviation {
  std::string_view row;
  std::string_view column;
  Answer parser;  // what the parser gives
};

constexpr std::array<Answer, kColumns> All(Answer answer) { return {answer, answer, answer, answer, answer, answer}; }

// All agree, but for those at these places in Columns().
constexpr int kDotenvy = 3;
constexpr std::array<Answer, kColumns> AllBut(int column, Answer its, Answer answer) {
  std::array<Answer, kColumns> answers = All(answer);
  answers[column] = its;
  return answers;
}

inline const std::vector<Row>& Rows() {
  constexpr Answer kError = "error";
  static const std::vector<Row> rows = {
      // Four of five agree: the rule.
      {"Plain", "A=1\n", All("A=1")},
      {"BlanksAroundEquals", "A = 1\n", All("A=1")},
      {"LeadingBlanks", "  A=1\n", All("A=1")},
      {"TrailingBlanks", "A=1  \n", All("A=1")},
      {"TabAfterEquals", "A=\t1\n", All("A=1")},
      {"Empty", "A=\nB=2\n", All("A=|B=2")},
      {"EmptyInQuotes", "A=\"\"\nB=2\n", All("A=|B=2")},
      {"Export", "export A=1\n", All("A=1")},
      {"ExportMayBeAKey", "export=1\n", All("export=1")},
      {"CommentLine", "# c\nA=1\n", All("A=1")},
      {"EmptyLines", "\n\nA=1\n\n", All("A=1")},
      {"Comment", "A=1 # c\n", All("A=1")},
      {"CommentAfterQuotes", "A=\"1\" # c\n", All("A=1")},
      {"HashInDoubleQuotes", "A=\"1 # c\"\n", All("A=1 # c")},
      {"HashInSingleQuotes", "A='1 # c'\n", All("A=1 # c")},
      {"SingleQuotes", "A='x y'\n", All("A=x y")},
      {"DoubleQuotes", "A=\"x y\"\n", All("A=x y")},
      {"BlanksInQuotes", "A='  x  '\n", All("A=  x  ")},
      {"EscapedNewline", "A=\"x\\ny\"\n", All("A=x\ny")},
      {"EscapedNewlineInSingleQuotes", "A='x\\ny'\n", All("A=x\\ny")},
      {"SeveralLinesInDoubleQuotes", "A=\"x\ny\"\nB=2\n", All("A=x\ny|B=2")},
      {"SeveralLinesInSingleQuotes", "A='x\ny'\nB=2\n", All("A=x\ny|B=2")},
      {"Crlf", "A=1\r\nB=\"2\"\r\nC='x\r\ny'\r\n", All("A=1|B=2|C=x\ny")},
      {"TheLastCounts", "A=1\nB=2\nA=3\n", All("A=3|B=2")},
      {"EqualsInValue", "A=b=c==\n", All("A=b=c==")},
      {"DotInKey", "A.B=1\n", All("A.B=1")},
      {"Utf8", "A=\xc3\xbc\nB=\"\xe2\x82\xac\"\n", All("A=\xc3\xbc|B=\xe2\x82\xac")},
      {"NoFinalNewline", "A=1", All("A=1")},
      {"UnquotedBlanks", "A=x y z\n", AllBut(kDotenvy, kError, "A=x y z")},
      {"UnquotedEscape", "A=x\\ny\n", AllBut(kDotenvy, "A=x\ny", "A=x\\ny")},
      {"UnquotedJson", "A={\"k\": \"v\"}\n", AllBut(kDotenvy, kError, "A={\"k\": \"v\"}")},
      {"QuotesWithin", "A=x\"y z\"\n", AllBut(kDotenvy, "A=xy z", "A=x\"y z\"")},
      // dotenvy refuses the next two. A mode for that would have no other use.
      {"DashInKey", "A-B=1\n", All("A-B=1")},
      {"DigitFirst", "1A=1\n", All("1A=1")},
      // They differ: a mode.
      {"HashWithoutBlank", "A=1#c\n", {"A=1", "A=1", "A=1#c", "A=1#c", "A=1#c", "A=1#c"}},
      {"EscapedQuote", "A=\"x\\\"y\"\n", {"A=x\\\"y", "A=x\\", "A=x\"y", "A=x\"y", "A=x\"y", "A=x\"y"}},
      {"EscapedBackslash", "A=\"x\\\\y\"\n", {"A=x\\\\y", "A=x\\\\y", "A=x\\y", "A=x\\y", "A=x\\y", "A=x\\y"}},
      {"EscapedTab", "A=\"x\\ty\"\n", {"A=x\\ty", "A=x\\ty", "A=xty", kError, "A=x\ty", "A=x\\ty"}},
      {"EscapedQuoteInSingleQuotes", "A='x\\'y'\n", {"A=x\\'y", "A=x\\", "A=x\\'y", kError, "A=x'y", "A=x\\'y"}},
      {"Reference", "X=1\nA=${X}\n", {"X=1|A=${X}", "X=1|A=${X}", "X=1|A=1", "X=1|A=1", "X=1|A=1", "X=1|A=1"}},
      {"ReferenceInQuotes",
       "X=1\nA=\"${X}\"\n",
       {"X=1|A=${X}", "X=1|A=${X}", "X=1|A=1", "X=1|A=1", "X=1|A=1", "X=1|A=1"}},
      {"ReferenceWithoutBraces", "X=1\nA=$X\n", {"X=1|A=$X", "X=1|A=$X", "X=1|A=1", "X=1|A=1", "X=1|A=$X", "X=1|A=$X"}},
      {"ReferenceInSingleQuotes",
       "X=1\nA='${X}'\n",
       {"X=1|A=${X}", "X=1|A=${X}", "X=1|A=${X}", "X=1|A=${X}", "X=1|A=1", "X=1|A=${X}"}},
      {"ReferenceToNothing", "A=x${U}y\n", {"A=x${U}y", "A=x${U}y", "A=xy", "A=xy", "A=xy", "A=xy"}},
      {"ReferenceDefault", "A=${U:-d}\n", {"A=${U:-d}", "A=${U:-d}", "A=:-d}", "A=", "A=d", "A=d"}},
      {"EscapedDollar",
       "X=1\nA=\"\\$X\"\n",
       {"X=1|A=\\$X", "X=1|A=\\$X", "X=1|A=$X", "X=1|A=$X", "X=1|A=\\$X", "X=1|A=$X"}},
      {"NoEquals", "junk\nA=1\n", {"A=1", "A=1", kError, kError, "A=1", kError}},
      {"Unterminated", "A=\"x\nB=2\n", {"A=\"x|B=2", "A=\"x|B=2", kError, kError, "B=2", kError}},
      {"TextAfterQuote", "A=\"x\" y\nB=2\n", {"A=\"x\" y|B=2", "A=x|B=2", kError, kError, "B=2", kError}},
      {"Backticks", "A=`x`\n", {"A=x", "A=x", "A=`x`", "A=`x`", "A=`x`", "A=`x`"}},
      {"Colon", "A: 1\n", {"A=1", "", "A=1", kError, "", kError}},
      {"ByteOrderMark",
       "\xef\xbb\xbf"
       "A=1\n",
       {"A=1",
        "\xef\xbb\xbf"
        "A=1",
        kError, "A=1",
        "\xef\xbb\xbf"
        "A=1",
        "A=1"}},
      {"LoneCarriageReturn", "A=1\rB=2", {"A=1|B=2", "A=1B=2", "A=1|B=2", "A=1\rB=2", "A=1|B=2", "A=1|B=2"}},
      {"EmptyKey", "=1\nB=2\n", {"B=2", "B=2", "=1|B=2", kError, "B=2", kError}},
  };
  return rows;
}

inline const std::vector<Deviation>& Deviations() {
  static const std::vector<Deviation> deviations = {
      // It trims spaces only.
      {"TabAfterEquals", "node_builtin", "A=\t1"},
      // The line becomes a part of the next one's key. Later Nodes skip it.
      {"NoEquals", "node_builtin", "junk\nA=1"},
      // It stops reading. Later Nodes skip the line.
      {"EmptyKey", "node_builtin", ""},
      // It gives junk the value None, which its load_dotenv() does not set.
      {"NoEquals", "python_dotenv", "junk=None|A=1"},
      // Its keys are words as in a shell.
      {"DashInKey", "dotenvy", "error"},
      {"DigitFirst", "dotenvy", "error"},
      // It refuses backticks as it refuses any character that no word of a shell has.
      {"Backticks", "dotenvy", "error"},
  };
  return deviations;
}

}  // namespace env_file::conformance

#endif  // PAWL_IMPLS_ENV_FILE_CONFORMANCE_H_
