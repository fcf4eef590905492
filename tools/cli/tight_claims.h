#ifndef PAWL_TOOLS_CLI_TIGHT_CLAIMS_H_
#define PAWL_TOOLS_CLI_TIGHT_CLAIMS_H_

#include <string>
#include <vector>

#include "tools/model/claim.h"
#include "tools/model/result.h"

namespace pawl {

// A claim's distance from what is measured below which it will be undecided or broken on a bad day though nothing
// changed: so many spreads of the ratio of floors,
inline constexpr double kClaimMarginSpreads = 3;
// and so much of the ratio at least, since the spread of one hour does not know the next one's. True promises with 3
// spreads of room were called broken in up to 3 % of the simulated tests of one recorded function; with 10 % at least
// still in 3 %, with 15 % in 1.5 %, with 20 % in 0.1 %, with 25 % in none of either recording (docs/methods.md).
inline constexpr double kClaimMarginFloor = 0.25;

// One sentence for each time claim that two complete measurements leave too little margin: where it is written, what
// was measured, and the factor that could be kept. Claims on counts are exact and need no margin. Pure.
std::vector<std::string> TightClaims(const std::vector<Claim>& claims, const Result& first, const Result& second);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_TIGHT_CLAIMS_H_
