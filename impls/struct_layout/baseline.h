#ifndef PAWL_IMPLS_STRUCT_LAYOUT_BASELINE_H_
#define PAWL_IMPLS_STRUCT_LAYOUT_BASELINE_H_

#include <string_view>

#include "impls/struct_layout/rows.h"
#include "impls/struct_layout/struct_layout.h"

namespace struct_layout {

// The structs as they are declared: 96, 64, 96 and 88 bytes with 32, 26, 33 and 29 of them padding.
class Baseline : public Rows<Build, LogEntry, Container, Image> {
 public:
  static constexpr std::string_view kName = "baseline";

  using Rows::Rows;
};
static_assert(Store<Baseline>);

}  // namespace struct_layout

#endif  // PAWL_IMPLS_STRUCT_LAYOUT_BASELINE_H_
