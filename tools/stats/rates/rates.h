#ifndef PAWL_TOOLS_STATS_RATES_RATES_H_
#define PAWL_TOOLS_STATS_RATES_RATES_H_

#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "tools/stats/recorded.h"

namespace pawl::stats {

// The recordings that the rates are taken from. The first two come with measurement.md's traces and served for tuning,
// too; the fresh ones are this project's own.
struct Recordings {
  Recording identical_code;
  Recording two_implementations;
  std::optional<std::map<std::string, Columns>> fresh_pairs;
  std::optional<Recording> fresh_implementations;
};

// From the runfiles. A fresh recording may be absent, never damaged.
absl::StatusOr<Recordings> ReadRecordings();

// Every table of tables.h, as it stands in docs/methods.md.
std::string RatesMarkdown(const Recordings& recordings);

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_RATES_RATES_H_
