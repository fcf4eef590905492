#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "absl/status/statusor.h"
#include "impls/object_pool/config.h"
#include "impls/object_pool/config_value.h"

namespace {

using object_pool::Config;
using object_pool::Quantity;

void Check(bool holds) {
  if (!holds) std::abort();
}

// Whatever is accepted is within bounds, and writes and reads as itself.
void CheckQuantity(std::string_view text, Quantity quantity) {
  const auto value = object_pool::ParseQuantity(text, quantity, 1, uint64_t{1} << 40);
  if (!value.ok()) return;
  Check(*value >= 1 && *value <= uint64_t{1} << 40);
  const auto again = object_pool::ParseQuantity(object_pool::QuantityText(*value, quantity), quantity, 1, *value);
  Check(again.ok() && *again == *value);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const absl::StatusOr<Config> config = object_pool::ParseConfig(text, "fuzz.yaml");
  if (config.ok()) {
    Check(config->memory.map_pool_size <= 1'000'000 && config->memory.gc_interval.count() >= 1);
    Check(config->performance.worker_count >= 1);
  } else {
    Check(config.status().code() == absl::StatusCode::kInvalidArgument);
    Check(
        std::string_view(config.status().message().data(), config.status().message().size()).starts_with("fuzz.yaml:"));
  }
  for (const Quantity quantity : {Quantity::kCount, Quantity::kBytes, Quantity::kMilliseconds}) {
    CheckQuantity(text, quantity);
  }
  return 0;
}
