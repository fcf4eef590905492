#include "tools/stats/recorded.h"

#include <fstream>

namespace pawl::stats {

Recording ReadRecording(const std::string& file) {
  // A test starts in the root of its runfiles.
  std::ifstream in("tools/stats/testdata/" + file);
  Recording recording;
  std::string heading, benchmark, process;
  std::getline(in, heading);  // Names the generator,
  std::getline(in, heading);  // the columns.
  RecordedProcess row;
  char comma;
  while (std::getline(in, benchmark, ',') && std::getline(in, process, ',') &&
         in >> row.log_ratio >> comma >> row.contender_floor_ns >> comma >> row.reference_floor_ns && in.ignore()) {
    recording[benchmark].push_back(row);
  }
  return recording;
}

}  // namespace pawl::stats
