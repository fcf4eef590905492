#include "tools/model/profile.h"

#include <algorithm>
#include <cmath>
#include <exception>

#include "fmt/format.h"
#include "nlohmann/json.hpp"

namespace pawl {

using nlohmann::json;

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(StackCost, frames, cost)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Profile, case_name, metric, instrument, total, stacks, note)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MissingProfile, case_name, instrument, reason)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Profiles, target, side, profiles, missing)

namespace {

// JSON has no word for infinity and NaN: they are written as null, which is no number when read.
absl::Status CheckProfile(const Profile& profile, const std::string& origin) {
  for (const StackCost& stack : profile.stacks) {
    if (!stack.frames.empty() && std::isfinite(stack.cost)) continue;
    return absl::InvalidArgumentError(
        fmt::format("{}: the {} profile of {} has a stack {}: the file is damaged, profile the case again", origin,
                    profile.metric, profile.case_name, stack.frames.empty() ? "without frames" : "without a cost"));
  }
  return absl::OkStatus();
}

}  // namespace

std::string_view InstrumentName(const Profile& profile) {
  return std::string_view(profile.instrument).substr(0, profile.instrument.find(' '));
}

bool Profiles::Mentions(std::string_view case_name) const {
  const auto is_case = [&](const auto& one) { return one.case_name == case_name; };
  return std::any_of(profiles.begin(), profiles.end(), is_case) || std::any_of(missing.begin(), missing.end(), is_case);
}

const Profile* Profiles::Find(std::string_view case_name, std::string_view metric, std::string_view instrument) const {
  const auto found = std::find_if(profiles.begin(), profiles.end(), [&](const Profile& profile) {
    return profile.case_name == case_name && profile.metric == metric && InstrumentName(profile) == instrument;
  });
  return found == profiles.end() ? nullptr : &*found;
}

std::string ToJson(const Profiles& profiles) {
  json document = profiles;
  document["schema"] = kProfileSchema;
  // Symbols of a binary may be any bytes.
  return document.dump(/*indent=*/1, ' ', /*ensure_ascii=*/false, json::error_handler_t::replace) + "\n";
}

absl::StatusOr<Profiles> ProfilesFromJson(const std::string& text, const std::string& origin) {
  try {
    const json document = json::parse(text);
    const int schema = document.at("schema").get<int>();
    if (schema > kProfileSchema) {
      return absl::FailedPreconditionError(
          fmt::format("{}: written by a newer Pawl (schema {}, this one reads up to {}): update this checkout", origin,
                      schema, kProfileSchema));
    }
    if (schema < 1) return absl::InvalidArgumentError(fmt::format("{}: there is no schema {}", origin, schema));
    auto profiles = document.get<Profiles>();
    for (const Profile& profile : profiles.profiles) {
      if (absl::Status status = CheckProfile(profile, origin); !status.ok()) return status;
    }
    return profiles;
  } catch (const std::exception& e) {
    return absl::InvalidArgumentError(
        fmt::format("{}: not a file of profiles: {}. Profile the case again", origin, e.what()));
  }
}

}  // namespace pawl
