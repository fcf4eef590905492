#ifndef PAWL_TOOLS_STATS_RATES_TABLES_H_
#define PAWL_TOOLS_STATS_RATES_TABLES_H_

#include <map>
#include <string>
#include <vector>

#include "tools/stats/recorded.h"
#include "tools/stats/simulation.h"

// What the gate's decisions are worth on recorded noise, as Markdown. Pure and seeded: the same recordings give the
// same text. Each table is preceded by what it was taken from.
namespace pawl::stats {

// A recording of process pairs of identical code, by benchmark.
struct IdenticalCode {
  std::string name;  // as shown
  std::vector<LogRatios> recordings;
};

// How often 10,000 suites of 50 unchanged cases raise any alarm, and at what cost. Takes a second or two for each
// thousand suites.
std::string FalseAlarms(const std::vector<IdenticalCode>& sources, int suites = 10'000);

// How often E against a true null hypothesis reaches 10, 100 and 1000.
std::string Calibration(const std::vector<IdenticalCode>& sources, int runs = 20'000);

// What becomes of real changes: the columns null, plus_2, plus_5, plus_10 and layout of each benchmark, in windows.
// Aborts unless every benchmark has them.
std::string Detection(const std::map<std::string, Columns>& fresh);

// A recording of two implementations in one process, by benchmark.
struct TwoImplementations {
  std::string name;  // as shown
  Recording recording;
};

// How often claims that are kept, and claims that are not, are called broken.
std::string Claims(const std::vector<TwoImplementations>& sources, int tests = 1000);

// How often the ratio of floors of unchanged code is red against one that was accepted earlier or later in the
// recording.
std::string StoredRatio(const std::vector<TwoImplementations>& sources);

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_RATES_TABLES_H_
