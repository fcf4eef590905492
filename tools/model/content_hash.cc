#include "tools/model/content_hash.h"

namespace pawl {
namespace {

constexpr size_t kDigits = 64;
constexpr size_t kShown = 12;

}  // namespace

bool IsContentHash(std::string_view text) {
  return text.starts_with(kHashPrefix) && text.size() == kHashPrefix.size() + kDigits &&
         text.find_first_not_of("0123456789abcdef", kHashPrefix.size()) == std::string_view::npos;
}

std::string_view HashDigits(std::string_view hash) {
  return hash.substr(hash.starts_with(kHashPrefix) ? kHashPrefix.size() : 0);
}

std::string ShortHash(std::string_view hash) { return std::string(hash.substr(0, kHashPrefix.size() + kShown)); }

}  // namespace pawl
