#include "impls/struct_layout/optimized.h"
#include "impls/struct_layout/struct_layout.h"

// A program whose debug information has the structs. It has no types that nothing uses, so there is an object of each.
namespace struct_layout {
namespace {

template <typename... Struct>
int Use(const Struct&... /*objects*/) {
  return 0;
}

int UseAll() {
  return Use(Build(), LogEntry(), Container(), Image(), ReorderedBuild(), ReorderedLogEntry(), ReorderedContainer(),
             ReorderedImage());
}

}  // namespace
}  // namespace struct_layout

int main() { return struct_layout::UseAll(); }
