#include <cstdint>
#include <cstdlib>
#include <string>

#include "tools/gate/compare_stored.h"
#include "tools/model/result.h"

// Two results, as `pawl compare A.json B.json` reads them, which are the same: whatever is in them, it is compared, and
// nothing became worse or better.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto result = pawl::ResultFromJson(std::string(reinterpret_cast<const char*>(data), size), "result.json");
  if (!result.ok()) return 0;
  const pawl::StoredRun run = *result;
  if (!pawl::CheckStored(run, "result.json").ok()) return 0;
  for (const pawl::Row& row : pawl::CompareStored(run, run).rows) {
    if (row.verdict == pawl::Verdict::kRegressed || row.verdict == pawl::Verdict::kImproved) std::abort();
  }
  return 0;
}
