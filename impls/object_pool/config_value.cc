#include "impls/object_pool/config_value.h"

#include <algorithm>
#include <charconv>
#include <span>
#include <system_error>

#include "absl/status/status.h"

namespace object_pool {
namespace {

struct Unit {
  std::string_view name;
  uint64_t factor;
};

// The largest first. Of an amount without a unit only bytes and counts are known.
constexpr Unit kCounts[] = {{"", 1}};
constexpr Unit kBytes[] = {{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"", 1}};
constexpr Unit kDurations[] = {{"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}};

std::span<const Unit> UnitsOf(Quantity quantity) {
  if (quantity == Quantity::kBytes) return kBytes;
  return quantity == Quantity::kMilliseconds ? std::span<const Unit>(kDurations) : kCounts;
}

std::string_view FormOf(Quantity quantity) {
  if (quantity == Quantity::kBytes) return "a number of bytes, or with a unit: KiB, MiB or GiB";
  return quantity == Quantity::kMilliseconds ? "a number with a unit: ms, s, m or h" : "a number";
}

}  // namespace

std::string QuantityText(uint64_t value, Quantity quantity) {
  for (const Unit& unit : UnitsOf(quantity)) {
    if (value % unit.factor == 0 && (value != 0 || unit.factor == 1)) {
      return std::to_string(value / unit.factor) + std::string(unit.name);
    }
  }
  return std::to_string(value);
}

absl::StatusOr<uint64_t> ParseQuantity(std::string_view text, Quantity quantity, uint64_t least, uint64_t most) {
  const auto refused = [&](const std::string& why) {
    return absl::InvalidArgumentError(why + "; allowed is " + std::string(FormOf(quantity)) + ", from " +
                                      QuantityText(least, quantity) + " to " + QuantityText(most, quantity));
  };
  if (text.starts_with('-')) return refused("is negative");
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc::invalid_argument) return refused("is not a number");
  if (error == std::errc::result_out_of_range) return refused("is too large");
  const std::string_view name(end, static_cast<size_t>(text.data() + text.size() - end));
  const std::span<const Unit> units = UnitsOf(quantity);
  const auto unit = std::find_if(units.begin(), units.end(), [&](const Unit& each) { return each.name == name; });
  if (unit == units.end()) {
    return refused(name.empty() ? "has no unit" : "has the unknown unit \"" + std::string(name) + "\"");
  }
  if (number > most / unit->factor) return refused("is too large");
  if (number * unit->factor < least) return refused("is too small");
  return number * unit->factor;
}

}  // namespace object_pool
