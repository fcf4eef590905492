#include "impls/sample_table/period.h"

#include <vector>

namespace sample_table {

size_t Period(std::span<const uint32_t> values) {
  if (values.empty()) return 0;
  // The longest border of each beginning: Knuth, Morris and Pratt, "Fast pattern matching in strings" (1977).
  std::vector<size_t> border(values.size(), 0);
  for (size_t i = 1; i < values.size(); ++i) {
    size_t length = border[i - 1];
    while (length > 0 && values[i] != values[length]) length = border[length - 1];
    border[i] = length + (values[i] == values[length] ? 1 : 0);
  }
  const size_t period = values.size() - border.back();
  return period <= values.size() / 2 ? period : 0;
}

}  // namespace sample_table
