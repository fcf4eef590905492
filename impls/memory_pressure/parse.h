#ifndef PAWL_IMPLS_MEMORY_PRESSURE_PARSE_H_
#define PAWL_IMPLS_MEMORY_PRESSURE_PARSE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace memory_pressure {

// What a file of the kernel said. What is absent or damaged is never taken for a number, nor for "no limit".
enum class Found {
  kValue,
  kUnlimited,  // "max"
  kAbsent,     // no such file, or the kernel refuses to answer (PSI switched off: EOPNOTSUPP)
  kDamaged,    // empty, cut short, or not what such a file holds
};

struct Number {
  Found found = Found::kAbsent;
  uint64_t value = 0;  // if kValue
};

// Shares of the last 10 seconds in which some task, or all at once, waited for memory: 0.1 means 10 %.
struct Stall {
  Found found = Found::kAbsent;
  double some = 0;
  double full = 0;
};

// The formats, from Documentation/admin-guide/cgroup-v2.rst, Documentation/accounting/psi.rst and proc(5). Each text
// ends with a newline, by which one that was cut is told from a whole one. Pure.
Number ParseNumber(std::string_view text);         // memory.max, memory.high, memory.current: a number or "max"
Number ParseResidentPages(std::string_view text);  // /proc/self/statm: the second of seven numbers, in pages
Number ParseInactiveFile(std::string_view text);   // memory.stat: the line "inactive_file N", in bytes
Stall ParseStall(std::string_view text);           // memory.pressure, /proc/pressure/memory: avg10 of both lines
// /proc/self/cgroup: the path in the line "0::/path"; nullopt without such a line (cgroup v1 only), or with "..".
std::optional<std::string> ParseGroupPath(std::string_view text);

}  // namespace memory_pressure

#endif  // PAWL_IMPLS_MEMORY_PRESSURE_PARSE_H_
