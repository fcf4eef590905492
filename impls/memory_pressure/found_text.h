#ifndef PAWL_IMPLS_MEMORY_PRESSURE_FOUND_TEXT_H_
#define PAWL_IMPLS_MEMORY_PRESSURE_FOUND_TEXT_H_

#include <string>

#include "impls/memory_pressure/parse.h"

namespace memory_pressure {

// For readable failures.
inline std::string Text(const Number& number) {
  switch (number.found) {
    case Found::kValue:
      return std::to_string(number.value);
    case Found::kUnlimited:
      return "unlimited";
    case Found::kAbsent:
      return "absent";
    case Found::kDamaged:
      return "damaged";
  }
  return "?";
}

inline std::string Text(const Stall& stall) {
  return stall.found == Found::kValue ? std::to_string(stall.some) + " " + std::to_string(stall.full)
                                      : Text(Number{stall.found, 0});
}

}  // namespace memory_pressure

#endif  // PAWL_IMPLS_MEMORY_PRESSURE_FOUND_TEXT_H_
