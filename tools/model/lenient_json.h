#ifndef PAWL_TOOLS_MODEL_LENIENT_JSON_H_
#define PAWL_TOOLS_MODEL_LENIENT_JSON_H_

#include <string>

#include "absl/status/statusor.h"
#include "nlohmann/json.hpp"

namespace pawl {

// Parses JSON in which, as Google Benchmark and Python write it, a number may be NaN, Infinity or their negatives.
// These become strings of at most kBareNumberSize letters, so that no reader takes them for numbers. InvalidArgument,
// with "origin:line: " where a line is at fault, for text that is no JSON, is cut off, or is nested more than 8 deep,
// which would exhaust the stack where it is printed; `remedy` ends the message. O(size) time.
inline constexpr size_t kBareNumberSize = 7;
absl::StatusOr<nlohmann::json> ParseLenientJson(std::string text, const std::string& origin, const std::string& remedy);

}  // namespace pawl

#endif  // PAWL_TOOLS_MODEL_LENIENT_JSON_H_
