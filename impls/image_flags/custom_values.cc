#include "impls/image_flags/custom_values.h"

#include <algorithm>

#include "absl/status/status.h"
#include "impls/image_flags/shown.h"

namespace image_flags {

using internal::Shown;

void CustomValues::Add(std::string_view key, std::string_view value) {
  auto entry = std::find_if(entries_.begin(), entries_.end(), [key](const Entry& e) { return e.key == key; });
  if (entry == entries_.end()) entry = entries_.insert(entry, Entry{std::string(key), {}});
  entry->values.emplace_back(value);
}

std::span<const std::string> CustomValues::All(std::string_view key) const {
  for (const Entry& entry : entries_) {
    if (entry.key == key) return entry.values;
  }
  return {};
}

std::string_view CustomValues::CustomString(std::string_view key) const {
  const std::span<const std::string> values = All(key);
  return values.empty() ? std::string_view() : values.front();
}

absl::StatusOr<std::string_view> CustomValues::OnlyString(std::string_view key) const {
  const std::span<const std::string> values = All(key);
  if (values.size() == 1) return values.front();
  if (values.empty()) return absl::NotFoundError("custom value " + Shown(key) + " is absent; add it to the build");
  return absl::FailedPreconditionError("custom value " + Shown(key) + " has " + std::to_string(values.size()) +
                                       " values, from " + Shown(values.front()) + " to " + Shown(values.back()) +
                                       "; keep one of them");
}

}  // namespace image_flags
