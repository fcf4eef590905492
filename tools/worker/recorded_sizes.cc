#include "tools/worker/recorded_sizes.h"

namespace pawl {

std::vector<RecordedSize>& RecordedSizes() {
  static std::vector<RecordedSize> sizes;
  return sizes;
}

}  // namespace pawl
