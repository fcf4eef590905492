#ifndef PAWL_TOOLS_GATE_STORED_H_
#define PAWL_TOOLS_GATE_STORED_H_

#include <optional>
#include <string>
#include <vector>

#include "tools/gate/gate.h"
#include "tools/gate/lookup.h"

namespace pawl {

// Why a number that was accepted for other sources of the benchmark cannot be compared; nullopt if it can. An unknown
// source can: it was accepted before sources were hashed.
std::optional<std::string> BenchmarkChanged(const Record& record, const GateInput& input);

// The rows of one gated case without error against the stored baseline: its deterministic metrics, and time_ratio if it
// has a reference. Adds the pairs that need more processes to `undecided`.
std::vector<Row> JudgeStored(const CaseEvidence& evidence, const PairEvidence* pair, const GateInput& input,
                             const Lookup& lookup, std::set<std::pair<std::string, std::string>>& undecided);

// A row of the case, with the limit that holds for it.
Row StartRow(const CaseEvidence& evidence, std::string_view metric, std::string_view unit, const Limit& limit);

// Fills in what a record (or its absence) says; true if the row can be compared with the record.
bool FindRecord(const GateInput& input, const Lookup& lookup, const std::string& key, Row& row, const Record*& record);

// Why an improved row wants to be accepted.
inline constexpr char kKeepIt[] =
    "better than stored by more than the limit: accept it, or it can be lost again unnoticed";

// A `missing` row for each stored record whose metric nobody declares any more, or whose case the binary no longer has.
std::vector<Row> MissingRows(const GateInput& input, const Lookup& lookup);

}  // namespace pawl

#endif  // PAWL_TOOLS_GATE_STORED_H_
