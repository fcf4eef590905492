#ifndef PAWL_IMPLS_OBJECT_POOL_CONFIG_VALUE_H_
#define PAWL_IMPLS_OBJECT_POOL_CONFIG_VALUE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace object_pool {

// What a number of the configuration counts, which says the units it may have.
enum class Quantity { kCount, kBytes, kMilliseconds };

// In bytes or milliseconds. `most` is at most 2^63. INVALID_ARGUMENT, without the value or where it stands, but with
// what is allowed, for anything but digits and a unit of `quantity`, or outside `least` .. `most`. Pure.
absl::StatusOr<uint64_t> ParseQuantity(std::string_view text, Quantity quantity, uint64_t least, uint64_t most);

// As ParseQuantity() reads it, in the largest unit that it is a whole number of.
std::string QuantityText(uint64_t value, Quantity quantity);

}  // namespace object_pool

#endif  // PAWL_IMPLS_OBJECT_POOL_CONFIG_VALUE_H_
