#include "impls/sample_table/entry_window.h"

#include <algorithm>
#include <new>
#include <span>

namespace sample_table {

bool EntryWindow::Read(uint32_t entry) {
  held_ = 0;
  if (!buffer_) buffer_.reset(new (std::nothrow) uint8_t[reading_->batch_bytes]);
  uint8_t* const to = buffer_ ? buffer_.get() : few_.data();
  const auto batch = static_cast<uint32_t>((buffer_ ? reading_->batch_bytes : few_.size()) * 8 / entry_bits_);
  const uint32_t first = entry / batch * batch;  // halves of a byte begin at a whole one, as batches are even
  const uint32_t held = std::min(batch, count_ - first);
  const size_t bytes = (size_t{held} * entry_bits_ + 7) / 8;
  reading_->has_read = true;
  if (absl::Status status = reading_->source->Read(OffsetOf(first), {to, bytes}); !status.ok()) {
    reading_->error = std::move(status);
    return false;
  }
  bytes_ = to;
  first_ = first;
  held_ = held;
  return true;
}

}  // namespace sample_table
