#ifndef PAWL_TOOLS_DOCTOR_FINDING_H_
#define PAWL_TOOLS_DOCTOR_FINDING_H_

#include <array>
#include <string>
#include <string_view>

namespace pawl {

// How well this machine can do something.
enum class FindingState {
  kOk,
  kLimited,  // it measures, but worse than it could
  kAbsent,   // it can't
  kUnknown,  // nothing here says so
};

inline constexpr std::array<std::string_view, 4> kFindingStates = {"ok", "limited", "absent", "unknown"};
inline constexpr std::string_view Word(FindingState state) { return kFindingStates[static_cast<size_t>(state)]; }

// One thing that was looked at.
struct Finding {
  std::string area;  // unique: "CPU quota"
  FindingState state = FindingState::kUnknown;
  std::string found;      // the value, or why there is none
  std::string source;     // the file or program that says so
  std::string means;      // for measuring: which rows and verdicts it touches
  std::string remedy;     // a command where there is one; empty: ok, or nothing can be done
  bool required = false;  // rows of an ordinary gate are not-measured while it is absent
};

}  // namespace pawl

#endif  // PAWL_TOOLS_DOCTOR_FINDING_H_
