#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "tools/model/mute.h"

// A mute that is accepted has its parts, and written out again they give the same mute.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto mute = pawl::ParseMute("a/B/impl:optimized/n:1", text);
  if (!mute.ok()) return 0;
  if (mute->comparison.empty() || mute->until.size() != 10 || mute->reason.empty()) std::abort();
  const auto again = pawl::ParseMute(mute->case_name, mute->comparison + " until " + mute->until + ": " + mute->reason);
  const bool same = again.ok() && again->comparison == mute->comparison && again->until == mute->until &&
                    again->reason == mute->reason;
  if (!same) std::abort();
  return 0;
}
