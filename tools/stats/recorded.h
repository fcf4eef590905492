#ifndef PAWL_TOOLS_STATS_RECORDED_H_
#define PAWL_TOOLS_STATS_RECORDED_H_

#include <map>
#include <string>
#include <vector>

namespace pawl::stats {

// One recorded process (pair): what ClaimTest::Add takes.
struct RecordedProcess {
  double log_ratio;
  double contender_floor_ns;
  double reference_floor_ns;
};

// Benchmark -> its processes in time order.
using Recording = std::map<std::string, std::vector<RecordedProcess>>;

// Reads tools/stats/testdata/<file> from the runfiles. Empty if the file is absent; a line that does not parse ends the
// reading. The test asserts the size it expects.
Recording ReadRecording(const std::string& file);

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_RECORDED_H_
