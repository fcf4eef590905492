#ifndef PAWL_TOOLS_MODEL_STORED_BASELINE_H_
#define PAWL_TOOLS_MODEL_STORED_BASELINE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace pawl {

inline constexpr int kBaselineSchema = 2;

// One accepted number. Unique by case, metric and key.
struct Record {
  std::string case_name;
  std::string metric;
  double value = 0;              // base units; >= 0, finite
  std::optional<double> spread;  // time_ratio: SD of the log of the ratio of floors over 16 processes, as accepted
  std::optional<int> processes;  // time_ratio: how many it was measured over
  std::string key;               // build key, or time key for time_ratio
  std::string reason;            // why a worse number was accepted; empty otherwise
  int line = 0;                  // in the file, from 1; 0 for a record that was not read from one
  std::string source = {};       // hash of the benchmark's own sources and data; empty: unknown (schema 1)
  // Content hash of the benchmark binary that was accepted with it, with which gates compare the case's time live: in
  // its time_ratio record or, where it has no reference, in that of time. Empty: none was kept.
  std::string accepted = {};
};

// baselines/<name>.json: what `.accept` measured, one record per line, sorted, without dates or hosts.
struct StoredBaseline {
  std::string target;
  std::vector<Record> records;

  // The record of exactly this case, metric and key, or nullptr.
  const Record* Find(std::string_view case_name, std::string_view metric, std::string_view key) const;
};

// Parses a baseline file. `path` starts every error as "path:line: "; `accept` is the command that rewrites the file.
// InvalidArgument if the file is damaged; FailedPrecondition if it is one of a newer Pawl, which must not be rewritten.
absl::StatusOr<StoredBaseline> ParseStoredBaseline(const std::string& text, const std::string& path,
                                                   const std::string& accept);

// The file's text; sorts the records, so that accepting one case changes one line per metric.
std::string FormatStoredBaseline(StoredBaseline baseline);

}  // namespace pawl

#endif  // PAWL_TOOLS_MODEL_STORED_BASELINE_H_
