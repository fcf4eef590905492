#ifndef PAWL_TOOLS_MODEL_CASE_NAME_H_
#define PAWL_TOOLS_MODEL_CASE_NAME_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pawl {

// A case is named once, as data: component/Operation/impl:<implementation>/<key>:<value>... . Names without that form
// (other people's benchmarks) are cases too; they just have no implementation and no reference.

// The implementation that `case_name` names, or nullopt.
std::optional<std::string_view> ImplementationOf(std::string_view case_name);

// The same case with another implementation. REQUIRES: ImplementationOf(case_name).
std::string WithImplementation(std::string_view case_name, std::string_view implementation);

// The case that `case_name` is compared with, the same with impl:baseline; nullopt for references themselves and for
// names without an implementation.
std::optional<std::string> ReferenceOf(std::string_view case_name);

// The candidate with the smallest edit distance to `name`, for "did you mean"; empty if nothing is near (more than a
// third of the name differs) or there are no candidates. O(candidates * name length^2) time.
std::string Nearest(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace pawl

#endif  // PAWL_TOOLS_MODEL_CASE_NAME_H_
