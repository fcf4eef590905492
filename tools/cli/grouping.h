#ifndef PAWL_TOOLS_CLI_GROUPING_H_
#define PAWL_TOOLS_CLI_GROUPING_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/model/name_parts.h"
#include "tools/model/result.h"

// Cases arranged by the keys of their names (tools/model/name_parts.h). Pure.
namespace pawl {

struct Grouping {
  std::vector<std::string> group_by;  // keys; one group for each combination of their values
  std::string pivot;                  // the key whose values become columns; empty: none
};

// One row of a comparison of times, with its case's name as data. Borrowed.
struct NamedRow {
  const Row* row;
  std::vector<NamePart> parts;
};

// Rows that are shown as one: a table, a line of a pivot table, or one cell of it.
using Members = std::vector<NamedRow>;
struct RowGroup {
  std::string label;
  Members members;
};

// Whether every key is one of some name's. InvalidArgument names the key, the nearest and all that there are.
absl::Status CheckKeys(const Grouping& grouping, const std::vector<NamedRow>& rows);

// One group for each combination of values of `keys`, labelled "impl:radix n:64", "(no impl)" where a name lacks one.
// Numbers ascend, other values stand in the order in which they come first.
std::vector<RowGroup> GroupBy(const std::vector<NamedRow>& rows, const std::vector<std::string>& keys);

// One group for each name without its parts of `key`, in the order in which they come first.
std::vector<RowGroup> GroupByRest(const std::vector<NamedRow>& rows, const std::string& key);

// Keys that are not `shown` and differ among rows merged into one number -> their values over all `merged`.
std::map<std::string, std::vector<std::string>> HiddenKeys(const std::vector<Members>& merged,
                                                           const std::vector<std::string>& shown);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_GROUPING_H_
