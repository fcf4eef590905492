#ifndef PAWL_TOOLS_MODEL_PROFILE_H_
#define PAWL_TOOLS_MODEL_PROFILE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace pawl {

inline constexpr int kProfileSchema = 1;

// Allocations whose block was freed before the next allocation: a buffer on the stack, or one kept, would have done.
inline constexpr std::string_view kTemporaryAllocations = "temporary_allocations";

// One call stack and what it cost.
struct StackCost {
  std::vector<std::string> frames;  // demangled functions, outermost first; never empty. A function without its callers
                                    // is a stack of one frame
  double cost = 0;                  // per iteration, in the base unit of the profile's metric; finite, not 0
};

// Where one case spends one metric, as one instrument saw it. Numbers of different instruments differ by what they
// count and are never compared.
struct Profile {
  std::string case_name;
  std::string metric;             // allocations, temporary_allocations, leaked_bytes, peak_bytes or instructions
  std::string instrument;         // name and version: "heaptrack 1.4.0"
  double total = 0;               // per iteration; of all stacks, those too small to be listed included
  std::vector<StackCost> stacks;  // dearest first; each call stack once
  std::string note;               // what it does not show: "counts another dispatch path than is timed: ..."
};

// Why a case has no profile by an instrument.
struct MissingProfile {
  std::string case_name;
  std::string instrument;  // "heaptrack", "callgrind"
  std::string reason;      // with what to do: "heaptrack is not installed: apt-get install heaptrack"
};

// The profiles of one benchmark binary, in a file of their own beside result.json: they are large, taken for suspects
// only, and explain a result without deciding anything in it.
struct Profiles {
  std::string target;  // //benches:x_perf
  std::string side;    // what was profiled: "contender", "accepted", or a path
  std::vector<Profile> profiles;
  std::vector<MissingProfile> missing;

  // The profile of exactly this case, metric and instrument (a name without its version), or nullptr.
  const Profile* Find(std::string_view case_name, std::string_view metric, std::string_view instrument) const;
  // Whether there is a profile of this case, or the reason why there is none.
  bool Mentions(std::string_view case_name) const;
};

// "heaptrack" of "heaptrack 1.4.0".
std::string_view InstrumentName(const Profile& profile);

std::string ToJson(const Profiles& profiles);

// `origin` names the text in errors (a path). Refuses a newer schema, truncated text, missing fields, empty stacks and
// costs that are no number.
absl::StatusOr<Profiles> ProfilesFromJson(const std::string& text, const std::string& origin);

}  // namespace pawl

#endif  // PAWL_TOOLS_MODEL_PROFILE_H_
