#include <cstdint>
#include <cstdlib>
#include <string>

#include "tools/model/stored_baseline.h"

// A file that is accepted must survive being written and read again.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto baseline = pawl::ParseStoredBaseline(text, "x.json", "accept");
  if (!baseline.ok()) return 0;
  const auto again = pawl::ParseStoredBaseline(pawl::FormatStoredBaseline(*baseline), "x.json", "accept");
  if (!again.ok() || again->records.size() != baseline->records.size()) std::abort();
  return 0;
}
