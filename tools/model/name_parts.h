#ifndef PAWL_TOOLS_MODEL_NAME_PARTS_H_
#define PAWL_TOOLS_MODEL_NAME_PARTS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pawl {

// The key of what is neither key:value nor an argument: "sort", "Ints", "real_time".
inline constexpr std::string_view kNameKey = "name";

// One element of a case's name, between slashes.
struct NamePart {
  std::string key;    // "impl" of "impl:optimized"; "arg0", "arg1", ... of bare numbers; else kNameKey
  std::string value;  // "optimized"
  std::string text;   // as it stands in the name: "impl:optimized"
};

// A case's name as data, in the order in which it stands there: Pawl's own sort/Ints/impl:radix/n:64, and Google
// Benchmark's BM_Copy<a::b, c>/64/8/threads:2/real_time, whose bare numbers are arguments. Slashes in balanced angle
// brackets separate nothing. Any text is a name. Pure.
std::vector<NamePart> PartsOf(std::string_view case_name);

// The values of the parts with this key, joined by slashes; nullopt if there is none.
std::optional<std::string> ValueOf(const std::vector<NamePart>& parts, std::string_view key);

// The name without the parts of this key.
std::string NameWithout(const std::vector<NamePart>& parts, std::string_view key);

}  // namespace pawl

#endif  // PAWL_TOOLS_MODEL_NAME_PARTS_H_
