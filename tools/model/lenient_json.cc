#include "tools/model/lenient_json.h"

#include <algorithm>
#include <exception>
#include <string_view>

#include "fmt/format.h"

namespace pawl {
namespace {

using nlohmann::json;

constexpr int kMostDepth = 8;  // Google Benchmark's own is 4

bool BeginsNumber(std::string_view text) { return text.starts_with("NaN") || text.starts_with("Infinity"); }

// Makes strings of bare numbers, in place, so that lines and bytes stay where they were: NaN becomes "a". Returns how
// deep the text is nested. Here and not in a callback of the parser, which takes quadratic time in an array's elements.
int QuoteBareNumbers(std::string& text) {
  bool in_string = false;
  int depth = 0;
  int deepest = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string && c == '\\') {
      ++i;
    } else if (c == '"') {
      in_string = !in_string;
    } else if (in_string) {
      continue;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if (c == '}' || c == ']') {
      --depth;
    } else if ((c == 'N' || c == 'I') && BeginsNumber(std::string_view(text).substr(i, 8))) {
      const size_t size = c == 'N' ? 3 : 8;
      const size_t begin = i > 0 && text[i - 1] == '-' ? i - 1 : i;
      text[begin] = text[i + size - 1] = '"';
      i += size - 1;
    }
  }
  return deepest;
}

}  // namespace

absl::StatusOr<json> ParseLenientJson(std::string text, const std::string& origin, const std::string& remedy) {
  if (const int depth = QuoteBareNumbers(text); depth > kMostDepth) {
    return absl::InvalidArgumentError(
        fmt::format("{}: damaged: nested {} deep, more than {}: {}", origin, depth, kMostDepth, remedy));
  }
  try {
    return json::parse(text);
  } catch (const json::parse_error& error) {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(error.byte, text.size()));
    return absl::InvalidArgumentError(fmt::format("{}:{}: not JSON, or cut off while it was written ({}): {}", origin,
                                                  1 + std::count(text.begin(), end, '\n'), error.what(), remedy));
  } catch (const std::exception& error) {
    return absl::InvalidArgumentError(fmt::format("{}: damaged ({}): {}", origin, error.what(), remedy));
  }
}

}  // namespace pawl
