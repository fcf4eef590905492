#ifndef PAWL_REPORTS_COMPONENTS_H_
#define PAWL_REPORTS_COMPONENTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "reports/markup.h"
#include "reports/side_by_side.h"
#include "tools/model/result.h"

namespace pawl {

// What one target measured of a component.
struct ComponentCases {
  const Result* result;  // borrowed
  std::vector<MeasuredOperation> operations;
};

struct Component {
  std::string name;  // of the case names, before the first '/'
  std::string id;    // of its section
  std::vector<ComponentCases> targets;

  bool Has(std::string_view case_name) const;
  // "CommandLine/impl:optimized/tokens:37" of "image_flags/CommandLine/...": what its own section says already is left
  // out.
  std::string Within(std::string_view case_name) const;
};

// Components in the order in which the results name them.
std::vector<Component> ListComponents(const std::vector<Result>& results, Ids& ids);

// Implementations side by side, one group of rows per case without its implementation. Cases that no row judges are
// here too, and say so. `figures` stand below the tables.
Markup ComponentSection(const Component& component, const Markup& figures);

}  // namespace pawl

#endif  // PAWL_REPORTS_COMPONENTS_H_
