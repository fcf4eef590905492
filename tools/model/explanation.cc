#include "tools/model/explanation.h"

#include <algorithm>

#include "fmt/format.h"
#include "nlohmann/json.hpp"

namespace pawl {

using nlohmann::json;

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CostChange, before, after)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(StackChange, frames, cost)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SiteChange, function, cost, stacks)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ProfileDifference, case_name, metric, instrument, compared, total, sites, note)

namespace {

// The profile of the same metric whose instrument has the same name if there is one, whatever its version.
const Profile* Counterpart(const Profiles& before, const Profile& after) {
  const Profile* found = before.Find(after.case_name, after.metric, InstrumentName(after));
  if (found != nullptr) return found;
  const auto other = std::find_if(before.profiles.begin(), before.profiles.end(), [&](const Profile& profile) {
    return profile.case_name == after.case_name && profile.metric == after.metric;
  });
  return other == before.profiles.end() ? nullptr : &*other;
}

void AddMissing(const Profiles& side, std::string_view case_name, Explanation& explanation) {
  for (MissingProfile missing : side.missing) {
    if (missing.case_name != case_name) continue;
    missing.reason = fmt::format("{}: {}", side.side, missing.reason);
    explanation.missing.push_back(std::move(missing));
  }
}

// A profile that one side has and the other neither has nor gives a reason for.
void AddUnmatched(const Profile& profile, const Profiles& lacking, Explanation& explanation) {
  const bool known = std::any_of(lacking.missing.begin(), lacking.missing.end(), [&](const MissingProfile& missing) {
    return missing.case_name == profile.case_name && missing.instrument == InstrumentName(profile);
  });
  if (known) return;
  explanation.missing.push_back(
      {profile.case_name, std::string(InstrumentName(profile)),
       fmt::format("{}: has no profile of {}, so there is nothing to compare with", lacking.side, profile.metric)});
}

}  // namespace

Explanation Explain(std::string_view case_name, const Profiles* before, const Profiles& after,
                    const std::function<bool(std::string_view metric)>& concerns) {
  Explanation explanation;
  explanation.target = after.target;
  explanation.case_name = case_name;
  explanation.before = before == nullptr ? "" : before->side;
  explanation.after = after.side;
  for (const Profile& profile : after.profiles) {
    if (profile.case_name != case_name || !concerns(profile.metric)) continue;
    const Profile* other = before == nullptr ? nullptr : Counterpart(*before, profile);
    if (before != nullptr && other == nullptr) AddUnmatched(profile, *before, explanation);
    absl::StatusOr<ProfileDifference> difference = Difference(other, profile);
    if (difference.ok()) {
      explanation.differences.push_back(*std::move(difference));
    } else {
      explanation.incomparable.push_back(
          fmt::format("{}: {}", profile.metric, std::string(difference.status().message())));
    }
  }
  if (before != nullptr) {
    for (const Profile& profile : before->profiles) {
      if (profile.case_name != case_name || !concerns(profile.metric)) continue;
      if (Counterpart(after, profile) == nullptr) AddUnmatched(profile, after, explanation);
    }
    AddMissing(*before, case_name, explanation);
  }
  AddMissing(after, case_name, explanation);
  return explanation;
}

std::string_view ProfiledUnit(std::string_view metric) { return metric.ends_with("_bytes") ? "B" : ""; }

std::string ToJson(const std::vector<Explanation>& explanations) {
  json document = json::array();
  for (const Explanation& one : explanations) {
    json missing = json::array();
    for (const MissingProfile& profile : one.missing) {
      missing.push_back({{"instrument", profile.instrument}, {"reason", profile.reason}});
    }
    document.push_back({{"schema", kExplanationSchema},
                        {"target", one.target},
                        {"case_name", one.case_name},
                        {"before", one.before},
                        {"after", one.after},
                        {"differences", one.differences},
                        {"incomparable", one.incomparable},
                        {"missing", missing},
                        {"alone", one.alone}});
  }
  // Symbols of a binary may be any bytes.
  return document.dump(/*indent=*/1, ' ', /*ensure_ascii=*/false, json::error_handler_t::replace) + "\n";
}

}  // namespace pawl
