#include "tools/gate/renames.h"

#include <map>
#include <set>
#include <string>
#include <utility>

#include "tools/model/case_name.h"

namespace pawl {
namespace {

using Names = std::vector<std::string>;

// Stored cases that the binary does not have, and gated ones without a record.
std::pair<Names, Names> Unpaired(const GateInput& input) {
  const std::set<std::string> existing(input.cases.begin(), input.cases.end());
  std::set<std::string> stored;
  for (const Record& record : input.baseline->records) stored.insert(record.case_name);
  Names gone;
  Names fresh;
  for (const std::string& name : stored) {
    if (!existing.contains(name)) gone.push_back(name);
  }
  for (const std::string& name : input.gated) {
    if (!stored.contains(name) && !input.claims_only.contains(name)) fresh.push_back(name);
  }
  return {gone, fresh};
}

struct Rename {
  std::string from;
  std::string to;
};

// By both names.
std::map<std::string, Rename> ProbableRenames(const GateInput& input) {
  std::map<std::string, Rename> renames;
  if (!input.baseline) return renames;
  const auto [gone, fresh] = Unpaired(input);
  if (gone.size() * fresh.size() > kRenamePairs) return renames;
  for (const std::string& from : gone) {
    const std::string to = Nearest(from, fresh);
    if (to.empty() || Nearest(to, gone) != from) continue;
    renames[from] = renames[to] = Rename{from, to};
  }
  return renames;
}

}  // namespace

void SuggestRenames(const GateInput& input, std::vector<Row>& rows) {
  const std::map<std::string, Rename> renames = ProbableRenames(input);
  for (Row& row : rows) {
    const bool missing = row.verdict == Verdict::kMissing;
    const auto found = missing || row.verdict == Verdict::kNew ? renames.find(row.case_name) : renames.end();
    if (found == renames.end()) continue;
    row.renamed_from = found->second.from;
    row.renamed_to = found->second.to;
    row.reason += "; did you rename it " + (missing ? "to " + row.renamed_to : "from " + row.renamed_from) + "?";
  }
}

}  // namespace pawl
