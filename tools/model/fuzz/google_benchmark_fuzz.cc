#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>

#include "tools/model/google_benchmark.h"

// A file that is accepted has cases of unique names, each with usable times or the reason why it has none.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto run = pawl::ParseGoogleBenchmark(text, "a.json");
  if (!run.ok()) return 0;
  if (run->cases.empty()) std::abort();
  std::set<std::string> names;
  for (const pawl::Repetitions& one : run->cases) {
    if (!names.insert(one.case_name).second) std::abort();
    if (one.ns.empty() != (one.error || one.absent)) std::abort();
    for (const double ns : one.ns) {
      if (!std::isfinite(ns) || ns <= 0) std::abort();
    }
    for (const auto& [name, values] : one.counters) {
      if (values.size() != one.ns.size()) std::abort();
    }
  }
  return 0;
}
