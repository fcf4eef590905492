#include "impls/sample_table/run_index.h"

namespace sample_table {
namespace {

template <typename Value>
void KeepEach(std::vector<Value>& values, size_t k) {
  size_t kept = 0;
  for (size_t i = 0; i < values.size(); i += k) values[kept++] = values[i];
  values.resize(kept);
}

}  // namespace

void RunIndex::Thin(size_t most_bytes) {
  const size_t most = std::max<size_t>(1, most_bytes / anchor_bytes());
  if (samples_.size() > most) {
    const size_t k = (samples_.size() + most - 1) / most;
    KeepEach(samples_, k);
    if (!sums_.empty()) KeepEach(sums_, k);
    step_ = static_cast<uint32_t>(std::min<uint64_t>(uint64_t{step_} * k, kNoSteps));
  }
  samples_.shrink_to_fit();  // if they were thinned out before, too: there may have been no memory to move them to
  sums_.shrink_to_fit();
}

}  // namespace sample_table
