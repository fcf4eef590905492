#ifndef PAWL_TOOLS_GATE_ERROR_BUDGET_H_
#define PAWL_TOOLS_GATE_ERROR_BUDGET_H_

#include <algorithm>

// Why a run of 1,000 unchanged cases is red at most once in a hundred runs.
//
// A *red boundary* is one e-process whose rejection may fail a run: the live comparison's "slower by at most theta",
// and each time claim's "the claim is kept". Each rejects at kCaseAlpha / RedBoundaries(), that is when its E ever
// reaches RedBoundaries() / kCaseAlpha. Then:
//
//   1. One boundary. Under its null hypothesis E is a non-negative supermartingale from 1 (tools/stats/e_process.h says
//      what that assumes), so P(E ever reaches c) <= 1/c, whenever and for whatever reason the run looks, continues on
//      suspicion or stops: J. Ville, Étude critique de la notion de collectif, 1939; in today's words A. Ramdas,
//      P. Grünwald, V. Vovk and G. Shafer, Game-theoretic statistics and safe anytime-valid inference, Statistical
//      Science 38(4), 2023.
//   2. One case. Its boundaries' probabilities add up to kCaseAlpha at most. How many there are is known before the
//      first observation (BUILD and the store say so), never chosen by looking at the evidence.
//   3. One run. The cases' probabilities add up to (number of cases) x kCaseAlpha at most: 1 % at 1,000 cases. A sum
//      needs no independence, so cases may share machine, episodes of noise and reference: this is Bonferroni's
//      inequality applied to e-values (V. Vovk and R. Wang, E-values: calibration, combination and applications, Annals
//      of Statistics 49(3), 2021). The level of a case does not depend on how many others there are: shards add up to
//      the same sum without knowing of each other, and adding a case never loosens or tightens the rest.
//
// What can't add to the sum, and how it must be built to stay so:
//   * Layouts. Two more link orders are looked at only after the first one's boundary has rejected, and the row is red
//     only if one of them rejects, too. "The first rejects and ..." is part of "the first rejects", which step 1
//     bounds, so they take no share. Any two of three layouts that are measured alike from the start would need three
//     shares.
//   * The null control. It may turn a row that would be red into `unstable` or `error`: again a part of "the boundary
//     rejects". Flagged where nothing is red it must not block, or it would be a boundary of its own.
//   * Identical binaries. A difference in either direction is an error; each direction gets half of the live share.
//   * `improved`. It has the same level and a budget of its own, since it fails no run. With a ratchet it does: such a
//     run of 1,000 unchanged cases is stopped for nothing in at most 2 %.
//
// What the sum does not speak of: counts and bytes, which are exact; the stored ratio of floors, a coarse rule without
// an error level, whose false alarms are measured (docs/methods.md); and a claim about different implementations whose
// log-ratios are not symmetric about any one centre. For that the floors must testify, too (tools/stats/claim_test.h).
namespace pawl {

// What a case may contribute to the probability that an unchanged tree is red.
inline constexpr double kCaseAlpha = 1e-5;

// How many red boundaries share a case's budget, the `alpha_shares` of PairTestOptions and ClaimTestOptions; >= 1.
// `live`: the case is compared with the accepted binary in pairs. `time_claims`: its claims about time, all of them,
// whether or not this machine has the feature that they ask for or exclude.
constexpr int RedBoundaries(bool live, int time_claims) { return std::max(1, (live ? 1 : 0) + time_claims); }

}  // namespace pawl

#endif  // PAWL_TOOLS_GATE_ERROR_BUDGET_H_
