#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "tools/model/limit.h"

// A limit that is accepted has a metric and usable parts, and its own text gives the same limit again.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto limit = pawl::ParseLimit(text);
  if (!limit.ok()) return 0;
  const bool usable = limit->relative >= 0 && limit->absolute >= 0 && std::isfinite(limit->absolute) &&
                      (limit->relative <= 0.5 || limit->metric == pawl::kTimeRatio);
  if (limit->metric.empty() || !usable) std::abort();
  const auto again = pawl::ParseLimit(limit->text);
  if (!again.ok() || again->relative != limit->relative || again->absolute != limit->absolute) std::abort();
  return 0;
}
