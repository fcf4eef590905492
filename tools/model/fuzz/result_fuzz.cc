#include <cstdint>
#include <cstdlib>
#include <string>

#include "tools/model/result.h"

// A result that is accepted must survive being written and read again.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto result = pawl::ResultFromJson(std::string(reinterpret_cast<const char*>(data), size), "result.json");
  if (result.ok() && !pawl::ResultFromJson(pawl::ToJson(*result), "again").ok()) std::abort();
  return 0;
}
