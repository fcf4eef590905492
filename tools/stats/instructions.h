#ifndef PAWL_TOOLS_STATS_INSTRUCTIONS_H_
#define PAWL_TOOLS_STATS_INSTRUCTIONS_H_

#include <optional>
#include <string>

#include "tools/model/profile.h"
#include "tools/model/sample.h"

namespace pawl::stats {

// The slope between n and 2n iterations: rational when work is shared by several of them. A case that fixes its own
// iterations has no slope; the work at its start and end is then part of its number.
double InstructionsPerIteration(const InstructionPair& pair);

// Where a case executes its instructions: each function by itself, dearest first, from the first of its repeats.
// nullopt if they were not counted, or the case failed.
std::optional<Profile> InstructionProfile(const CaseSamples& samples, const std::string& instrument,
                                          const std::string& note);

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_INSTRUCTIONS_H_
