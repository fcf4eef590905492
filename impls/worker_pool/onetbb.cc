#include "impls/worker_pool/onetbb.h"

#include <limits>

namespace worker_pool {

OneTbb::OneTbb(size_t workers)
    : arena_(std::make_unique<tbb::task_arena>(
          static_cast<int>(std::clamp<size_t>(workers, 1, std::numeric_limits<int>::max())))) {}

}  // namespace worker_pool
