#ifndef PAWL_IMPLS_OBJECT_POOL_YAML_DOCUMENTS_H_
#define PAWL_IMPLS_OBJECT_POOL_YAML_DOCUMENTS_H_

#include <optional>
#include <string>

#include "yaml-cpp/mark.h"

namespace object_pool {

// Where a second document begins in a YAML text, if one does. Throws YAML::Exception for a text that is not YAML.
//
// Not by YAML::LoadAll(): from some texts, "," for one, yaml-cpp 0.7 reads empty documents without end, until there is
// no memory left.
std::optional<YAML::Mark> SecondDocument(const std::string& text);

}  // namespace object_pool

#endif  // PAWL_IMPLS_OBJECT_POOL_YAML_DOCUMENTS_H_
