#ifndef PAWL_TOOLS_CLI_INSTRUCTIONS_H_
#define PAWL_TOOLS_CLI_INSTRUCTIONS_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tools/model/profile.h"
#include "tools/model/sample.h"

// What a run says of its instructions beside their numbers, from what two workers said of themselves: one that is
// timed, and the one under valgrind, whose facts are empty if there was none. Pure.
namespace pawl {

inline constexpr std::string_view kInstructionInstrument = "callgrind";

using WorkerFacts = std::map<std::string, std::string>;

// The key of the run's numbers; empty if nothing was counted.
std::string InstructionKeyOf(const std::string& build_key, const WorkerFacts& timed, const WorkerFacts& counted);

// "counts another dispatch path than is timed: valgrind hides avx512f, sha_ni"; empty if it hides nothing, or if
// nothing was counted. Whether a case asks for what is hidden can't be known, so it is said of every one.
std::string HiddenFeatures(const WorkerFacts& timed, const WorkerFacts& counted);

// Where each case executes its instructions, and why there is no profile of the others.
Profiles ProfilesOf(const std::vector<CaseSamples>& cases, const std::string& target, const WorkerFacts& timed,
                    const WorkerFacts& counted);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_INSTRUCTIONS_H_
