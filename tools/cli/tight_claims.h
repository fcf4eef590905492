#ifndef PAWL_TOOLS_CLI_TIGHT_CLAIMS_H_
#define PAWL_TOOLS_CLI_TIGHT_CLAIMS_H_

#include <string>
#include <vector>

#include "tools/model/claim.h"
#include "tools/model/result.h"

namespace pawl {

// A claim's distance from what is measured, in spreads of the ratio of floors, below which it will be undecided or
// broken on a bad day though nothing changed.
inline constexpr double kClaimMarginSpreads = 3;

// One sentence for each time claim that two complete measurements leave too little margin: where it is written, what
// was measured, and the factor that could be kept. Claims on counts are exact and need no margin. Pure.
std::vector<std::string> TightClaims(const std::vector<Claim>& claims, const Result& first, const Result& second);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_TIGHT_CLAIMS_H_
