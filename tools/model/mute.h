#ifndef PAWL_TOOLS_MODEL_MUTE_H_
#define PAWL_TOOLS_MODEL_MUTE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace pawl {

// A row that does not block for a while, written in BUILD as `comparison until YYYY-MM-DD: reason`, for example
// "time_ratio until 2026-12-31: the new allocator is being tuned". It keeps its verdict and is listed in every summary.
struct Mute {
  std::string case_name;
  std::string comparison;  // a metric, anchor:<metric> or claim:<text>
  std::string until;       // the last day it holds, YYYY-MM-DD; such texts compare like their dates
  std::string reason;
  std::string text;    // as written
  std::string origin;  // file:line where it is written; the reader of the file fills it in
};

// Parses one mute. Pure. Errors name the text and what it lacks; whether it has expired and whether its case and
// comparison exist, others know.
absl::StatusOr<Mute> ParseMute(std::string_view case_name, std::string_view text);

}  // namespace pawl

#endif  // PAWL_TOOLS_MODEL_MUTE_H_
