#ifndef PAWL_TOOLS_MODEL_QUICK_JSON_H_
#define PAWL_TOOLS_MODEL_QUICK_JSON_H_

// nlohmann::json for a source that is compiled with -O2 because it reads and writes megabytes, in place of
// <nlohmann/json.hpp>, which must not come before it. Of each inline function a program keeps one copy, and that may be
// one of a source without optimisation, which is almost three times as slow: the library's are told apart here by the
// name of their inline namespace. Hence no such json may stand in a header that other sources include.
#ifdef INCLUDE_NLOHMANN_JSON_HPP_
#error "include tools/model/quick_json.h before anything that includes nlohmann/json.hpp"
#endif
#define NLOHMANN_JSON_NAMESPACE_BEGIN \
  namespace nlohmann {                \
  inline namespace quick {
#define NLOHMANN_JSON_NAMESPACE_END \
  }                                 \
  }
#include "nlohmann/json.hpp"

#endif  // PAWL_TOOLS_MODEL_QUICK_JSON_H_
