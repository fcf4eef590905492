#ifndef PAWL_TOOLS_STATS_RECORDED_H_
#define PAWL_TOOLS_STATS_RECORDED_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/stats/recorded_process.h"

// The recordings of noise in tools/stats/testdata. A line "# ..." names the generator, the next one the columns: the
// benchmark, the number of the process (group), then figures. Rows of one benchmark are in time order.
namespace pawl::stats {

// The figures of one benchmark by column; all columns are equally long.
using Columns = std::map<std::string, std::vector<double>>;

// Benchmark -> its columns. InvalidArgument, with origin and line, for text that is no recording: an unreadable row
// must not shorten the recording in silence.
absl::StatusOr<std::map<std::string, Columns>> ParseColumns(const std::string& text, const std::string& origin);

// Benchmark -> its processes in time order.
using Recording = std::map<std::string, std::vector<RecordedProcess>>;

// As ParseColumns; also InvalidArgument without the columns that make a RecordedProcess.
absl::StatusOr<Recording> ParseRecording(const std::string& text, const std::string& origin);

// The same of tools/stats/testdata/<file> in the runfiles. NotFound if it is not there.
absl::StatusOr<std::map<std::string, Columns>> ReadColumns(const std::string& file);
absl::StatusOr<Recording> ReadRecording(const std::string& file);

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_RECORDED_H_
