#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "tools/runner/callgrind_file.h"

// Of a file that is accepted, the functions' instructions are positive and add up to its own.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto costs = pawl::ParseCallgrindFile(text, "callgrind");
  if (!costs.ok()) {
    if (std::string(costs.status().message()).rfind("callgrind", 0) != 0) std::abort();
    return 0;
  }
  int64_t sum = 0;
  for (const auto& [name, cost] : costs->by_function) {
    if (name.empty() || cost <= 0) std::abort();
    sum += cost;
  }
  if (sum != costs->instructions) std::abort();
  return 0;
}
