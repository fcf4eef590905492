#ifndef PAWL_IMPLS_IMAGE_FLAGS_CUSTOM_VALUES_H_
#define PAWL_IMPLS_IMAGE_FLAGS_CUSTOM_VALUES_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace image_flags {

// Values that a build gives beyond the fixed ones, by key. A key may have several values; they keep their order. Keys
// and values are any bytes. Keys lie in a vector that is searched from its start: builds have about 5 of them, and a
// lookup allocates nothing. O(keys).
//
// Results are borrowed; they end with the next Add, and with a move or the end of the object. Const members may be
// called from several threads at once.
class CustomValues {
 public:
  void Add(std::string_view key, std::string_view value);

  // All values of the key; none if it is absent.
  std::span<const std::string> All(std::string_view key) const;

  // The first value of the key; empty if it is absent. What else the key has is left to those who call All().
  std::string_view CustomString(std::string_view key) const;

  // The value of a key that must have exactly one. NotFound or FailedPrecondition names the key, what it has and the
  // way out.
  absl::StatusOr<std::string_view> OnlyString(std::string_view key) const;

  // Different keys.
  size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string key;
    std::vector<std::string> values;
  };

  std::vector<Entry> entries_;
};

}  // namespace image_flags

#endif  // PAWL_IMPLS_IMAGE_FLAGS_CUSTOM_VALUES_H_
