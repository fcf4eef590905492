#ifndef PAWL_TOOLS_STATS_RECORDED_H_
#define PAWL_TOOLS_STATS_RECORDED_H_

#include <map>
#include <string>
#include <vector>

#include "tools/stats/recorded_process.h"

namespace pawl::stats {

// Benchmark -> its processes in time order.
using Recording = std::map<std::string, std::vector<RecordedProcess>>;

// Reads tools/stats/testdata/<file> from the runfiles. Empty if the file is absent; a line that does not parse ends the
// reading. The test asserts the size it expects.
Recording ReadRecording(const std::string& file);

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_RECORDED_H_
