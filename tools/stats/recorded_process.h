#ifndef PAWL_TOOLS_STATS_RECORDED_PROCESS_H_
#define PAWL_TOOLS_STATS_RECORDED_PROCESS_H_

namespace pawl::stats {

// One recorded process (pair): what ClaimTest::Add takes.
struct RecordedProcess {
  double log_ratio;
  double contender_floor_ns;
  double reference_floor_ns;
};

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_RECORDED_PROCESS_H_
