#include "impls/buffer_assembly/buffer_assembly.h"

#include <string>

namespace buffer_assembly {
namespace {

absl::Status Spent() {
  return absl::FailedPreconditionError(
      "the bytes of this assembler were already handed out, or it was moved from. Make a new one for each stream");
}

absl::Status TooLong(size_t declared_bytes, size_t received_bytes, size_t chunk_bytes) {
  const size_t excess_bytes = chunk_bytes - (declared_bytes - received_bytes);
  return absl::OutOfRangeError("stream is longer than declared: " + std::to_string(declared_bytes) +
                               " bytes declared, " + std::to_string(received_bytes) +
                               " received, and the chunk at offset " + std::to_string(received_bytes) + " has " +
                               std::to_string(chunk_bytes) + " (" + std::to_string(excess_bytes) +
                               " too many). The chunk was not taken; TakeReceived() returns the bytes before it. "
                               "Declare the stream's real size, "
                               "or none");
}

absl::Status TooShort(size_t declared_bytes, size_t received_bytes) {
  return absl::DataLossError("stream is shorter than declared: " + std::to_string(declared_bytes) +
                             " bytes declared, " + std::to_string(received_bytes) + " received, " +
                             std::to_string(declared_bytes - received_bytes) + " missing at offset " +
                             std::to_string(received_bytes) +
                             ". Append the rest and finish again, or use TakeReceived() for what is there");
}

}  // namespace

absl::Status OutOfMemory(size_t bytes, size_t received_bytes) {
  return absl::ResourceExhaustedError("cannot allocate " + std::to_string(bytes) + " bytes for a stream of which " +
                                      std::to_string(received_bytes) +
                                      " bytes were received. TakeReceived() returns those. Check the declared size, "
                                      "or process the stream chunk by chunk");
}

absl::Status Ledger::CheckUnspent() const { return spent_ ? Spent() : absl::OkStatus(); }

absl::Status Ledger::CheckComplete() const {
  if (spent_) return Spent();
  if (!failure_.ok()) return failure_;
  if (declared_bytes_ && received_bytes_ < *declared_bytes_) return TooShort(*declared_bytes_, received_bytes_);
  return absl::OkStatus();
}

absl::Status Ledger::Refuse(size_t chunk_bytes) {
  if (spent_) return Spent();
  if (!failure_.ok()) return failure_;
  return Fail(TooLong(*declared_bytes_, received_bytes_, chunk_bytes));
}

}  // namespace buffer_assembly
