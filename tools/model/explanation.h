#ifndef PAWL_TOOLS_MODEL_EXPLANATION_H_
#define PAWL_TOOLS_MODEL_EXPLANATION_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/model/profile_difference.h"

namespace pawl {

inline constexpr int kExplanationSchema = 1;

// What became of one case, by every instrument that profiled it. Every view (terminal, JSON, HTML) shows what stands
// here.
struct Explanation {
  std::string target;
  std::string case_name;
  std::string before;  // what the other side is, for people; empty: there is none, nothing is compared
  std::string after;
  std::vector<ProfileDifference> differences;  // in the order of the profiles
  std::vector<std::string> incomparable;       // one sentence each, with the metric and what differs
  std::vector<MissingProfile> missing;         // of either side; the reason names the side
  std::string alone;                           // without `before`: why, and how to get one
};

// `before` may be nullptr. Profiles of metrics that `concerns` says no to are left out. A profile whose counterpart is
// missing is shown one-sided and listed in `missing`. Sides are named as the profiles name themselves.
Explanation Explain(std::string_view case_name, const Profiles* before, const Profiles& after,
                    const std::function<bool(std::string_view metric)>& concerns);

// Of a profiled metric, as FormatAmount takes it: "B" or "" (a count).
std::string_view ProfiledUnit(std::string_view metric);

// An array of objects, with a schema each.
std::string ToJson(const std::vector<Explanation>& explanations);

}  // namespace pawl

#endif  // PAWL_TOOLS_MODEL_EXPLANATION_H_
