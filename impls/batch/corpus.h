#ifndef PAWL_IMPLS_BATCH_CORPUS_H_
#define PAWL_IMPLS_BATCH_CORPUS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "impls/worker_pool/corpus.h"

// Jobs for test and benchmark: worker_pool's sets of costs, done into slots, so that every run can be checked.
namespace batch::corpus {

// Jobs of these costs. Each writes its own slot and nothing else, so they may run at once.
class Jobs {
 public:
  // A set of worker_pool::corpus::Costs.
  explicit Jobs(std::string_view set) : costs_(worker_pool::corpus::Costs(set)), slots_(costs_.size()) {}

  size_t size() const { return costs_.size(); }
  absl::Status Run(size_t i) {
    slots_[i] = worker_pool::corpus::Work(i, costs_[i]);
    return absl::OkStatus();
  }

  // Of what the jobs have written since they were made.
  uint64_t Digest() const { return worker_pool::corpus::Digest(slots_); }

 private:
  std::vector<uint32_t> costs_;
  std::vector<uint64_t> slots_;
};

}  // namespace batch::corpus

#endif  // PAWL_IMPLS_BATCH_CORPUS_H_
