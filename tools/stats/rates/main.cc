// Prints what the gate's decisions are worth, and what they cost: bazel run //tools/stats:rates

#include <cstdio>

#include "fmt/format.h"
#include "tools/stats/rates/cost.h"
#include "tools/stats/rates/rates.h"

int main() {
  const auto recordings = pawl::stats::ReadRecordings();
  if (!recordings.ok()) {
    fmt::print(stderr, "rates: {}\n", std::string(recordings.status().message()));
    return 1;
  }
  fmt::print("{}\n", pawl::stats::RatesMarkdown(*recordings));
  fflush(stdout);
  fmt::print("{}", pawl::stats::CostMarkdown());
}
