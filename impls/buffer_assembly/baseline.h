#ifndef PAWL_IMPLS_BUFFER_ASSEMBLY_BASELINE_H_
#define PAWL_IMPLS_BUFFER_ASSEMBLY_BASELINE_H_

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "impls/buffer_assembly/buffer_assembly.h"

namespace buffer_assembly {

// Keeps a copy of every chunk and concatenates them at the end, as Node's Buffer.concat does.
//
// Every byte is copied twice. One allocation per chunk, one for the result, and the growth of a list of 16 bytes per
// chunk (a std::vector, the one allocation here whose failure is not a Status). Memory: twice the stream in Finish.
class Baseline {
 public:
  static constexpr std::string_view kName = "baseline";

  explicit Baseline(std::optional<size_t> declared_bytes, Buffer used = Buffer())
      : ledger_(declared_bytes), used_(std::move(used)) {}

  absl::Status Append(std::string_view chunk);
  absl::StatusOr<Buffer> Finish();
  absl::StatusOr<Buffer> TakeReceived();

 private:
  absl::StatusOr<Buffer> Concatenate();

  Ledger ledger_;
  std::vector<Buffer> chunks_;
  Buffer used_;  // For the result, if it is large enough.
};

}  // namespace buffer_assembly

#endif  // PAWL_IMPLS_BUFFER_ASSEMBLY_BASELINE_H_
