#ifndef PAWL_REPORTS_GOOGLE_BENCHMARK_JSON_H_
#define PAWL_REPORTS_GOOGLE_BENCHMARK_JSON_H_

#include <string>
#include <vector>

#include "tools/model/result.h"

namespace pawl {

// Every sample in the format of Google Benchmark's --benchmark_out, for the tools that read it: each slice is a
// repetition of its case, in the order in which they ran; both times are that of the clock by which the case is judged.
// A case that ended in error says so, one without samples is left out. What two targets measured under one name is put
// together.
std::string RenderGoogleBenchmarkJson(const std::vector<Result>& results);

}  // namespace pawl

#endif  // PAWL_REPORTS_GOOGLE_BENCHMARK_JSON_H_
