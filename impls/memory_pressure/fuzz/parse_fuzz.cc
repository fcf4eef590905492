#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "impls/memory_pressure/parse.h"

namespace {

using memory_pressure::Found;
using memory_pressure::Number;

void Check(bool holds) {
  if (!holds) std::abort();
}

// What is no value carries none; what is one was written in the text, which is not one any more when its end is
// missing.
void CheckNumber(Number (*parse)(std::string_view), std::string_view text, bool is_one_line) {
  const Number number = parse(text);
  Check(number.found != Found::kAbsent);
  if (number.found != Found::kValue) return Check(number.value == 0);
  Check(text.find(std::to_string(number.value)) != std::string_view::npos);
  if (is_one_line) Check(parse(text.substr(0, text.size() - 1)).found == Found::kDamaged);
}

void CheckStall(std::string_view text) {
  const memory_pressure::Stall stall = memory_pressure::ParseStall(text);
  Check(stall.found == Found::kValue || stall.found == Found::kDamaged);
  if (stall.found == Found::kDamaged) Check(stall.some == 0 && stall.full == 0);
  Check(stall.some >= 0 && stall.some <= 1 && stall.full >= 0 && stall.full <= 1);
}

// Nothing leads out of the folder where groups are.
void CheckGroupPath(std::string_view text) {
  const std::optional<std::string> path = memory_pressure::ParseGroupPath(text);
  if (!path) return;
  Check(path->front() == '/' && path->find('\n') == std::string::npos);
  Check((*path + "/").find("/../") == std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  CheckNumber(memory_pressure::ParseNumber, text, /*is_one_line=*/true);
  CheckNumber(memory_pressure::ParseResidentPages, text, /*is_one_line=*/true);
  CheckNumber(memory_pressure::ParseInactiveFile, text, /*is_one_line=*/false);
  CheckStall(text);
  CheckGroupPath(text);
  return 0;
}
