#include "tools/cli/instructions.h"

#include <set>
#include <sstream>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/model/key.h"
#include "tools/stats/instructions.h"

namespace pawl {
namespace {

std::string Fact(const WorkerFacts& facts, const std::string& name) {
  const auto found = facts.find(name);
  return found == facts.end() || found->second.empty() ? "unknown" : found->second;
}

std::set<std::string> Features(const WorkerFacts& facts) {
  std::set<std::string> features;
  const auto found = facts.find("cpu_features");
  std::istringstream text(found == facts.end() ? "" : found->second);
  for (std::string feature; std::getline(text, feature, ',');) features.insert(feature);
  return features;
}

}  // namespace

std::string InstructionKeyOf(const std::string& build_key, const WorkerFacts& timed, const WorkerFacts& counted) {
  if (counted.empty()) return "";
  return KeyOfInstructions(build_key,
                           {Fact(counted, "valgrind"), Fact(timed, "libraries"), Fact(counted, "instruction_set")});
}

std::string HiddenFeatures(const WorkerFacts& timed, const WorkerFacts& counted) {
  if (counted.empty()) return "";
  std::set<std::string> hidden = Features(timed);
  for (const std::string& feature : Features(counted)) hidden.erase(feature);
  if (hidden.empty()) return "";
  return fmt::format("counts another dispatch path than is timed: valgrind hides {}", fmt::join(hidden, ", "));
}

Profiles ProfilesOf(const std::vector<CaseSamples>& cases, const std::string& target, const WorkerFacts& timed,
                    const WorkerFacts& counted) {
  Profiles profiles{target, "contender", {}, {}};
  const std::string instrument = fmt::format("{} {}", kInstructionInstrument, Fact(counted, "valgrind"));
  const std::string note = HiddenFeatures(timed, counted);
  for (const CaseSamples& one : cases) {
    if (auto profile = stats::InstructionProfile(one, instrument, note)) {
      profiles.profiles.push_back(*std::move(profile));
    } else {
      const std::string reason =
          one.error ? *one.error : one.instructions_absent.value_or("instructions were not counted");
      profiles.missing.push_back({one.case_name, std::string(kInstructionInstrument), reason});
    }
  }
  return profiles;
}

}  // namespace pawl
