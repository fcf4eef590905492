#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "tools/model/user_metric.h"

// A metric that is accepted has a usable scale and limit, and the limit's own text gives the same limit again.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto metric = pawl::ParseUserMetric("counter", {reinterpret_cast<const char*>(data), size});
  if (!metric.ok()) return 0;
  const pawl::Limit& limit = metric->limit;
  if (metric->info.scale < 1 || limit.relative > 0.5 || !std::isfinite(limit.absolute)) std::abort();
  const auto again = pawl::ParseLimit(limit.text, {metric->info});
  if (!again.ok() || again->relative != limit.relative || again->absolute != limit.absolute) std::abort();
  return 0;
}
