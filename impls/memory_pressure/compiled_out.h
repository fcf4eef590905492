#ifndef PAWL_IMPLS_MEMORY_PRESSURE_COMPILED_OUT_H_
#define PAWL_IMPLS_MEMORY_PRESSURE_COMPILED_OUT_H_

#include <cstdint>
#include <string_view>

#include "impls/memory_pressure/level.h"

namespace memory_pressure {

// A checker that is nothing: no state, no code, always Normal. Not an implementation of the contract, which asks for
// levels; it is what StreamChecker is in a program that was compiled without them.
class CompiledOut {
 public:
  static constexpr std::string_view kName = "compiled_out";

  constexpr CompiledOut() = default;
  template <typename Monitor>
  constexpr explicit CompiledOut(const Monitor&) {}

  static constexpr Level OnChunk(uint64_t /*bytes*/) { return Level::kNormal; }
};

}  // namespace memory_pressure

#endif  // PAWL_IMPLS_MEMORY_PRESSURE_COMPILED_OUT_H_
