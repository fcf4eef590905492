#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "tools/model/claim.h"

// A claim that is accepted has a metric and a usable bound.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto claim = pawl::ParseClaim("a/B/impl:optimized/n:1", text);
  if (claim.ok() && (claim->metric.empty() || !(claim->factor >= 0))) std::abort();
  return 0;
}
