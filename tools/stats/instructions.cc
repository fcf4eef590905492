#include "tools/stats/instructions.h"

#include <algorithm>
#include <map>

#include "tools/model/metric.h"

namespace pawl::stats {
namespace {

double PerIteration(const InstructionPair& pair, int64_t of_n, int64_t of_twice) {
  const int64_t added = pair.twice_n.iterations - pair.n.iterations;
  if (added > 0) return static_cast<double>(of_twice - of_n) / static_cast<double>(added);
  return static_cast<double>(of_n) / static_cast<double>(std::max<int64_t>(pair.n.iterations, 1));
}

}  // namespace

double InstructionsPerIteration(const InstructionPair& pair) {
  return PerIteration(pair, pair.n.instructions, pair.twice_n.instructions);
}

std::optional<Profile> InstructionProfile(const CaseSamples& samples, const std::string& instrument,
                                          const std::string& note) {
  if (samples.instructions.empty() || samples.error) return std::nullopt;
  const InstructionPair& pair = samples.instructions.front();
  std::map<std::string, std::pair<int64_t, int64_t>> functions;  // of n and of 2n
  for (const auto& [name, cost] : pair.n.by_function) functions[name].first = cost;
  for (const auto& [name, cost] : pair.twice_n.by_function) functions[name].second = cost;
  Profile profile;
  profile.case_name = samples.case_name;
  profile.metric = std::string(kInstructions);
  profile.instrument = instrument;
  profile.total = InstructionsPerIteration(pair);
  profile.note = note;
  for (const auto& [name, costs] : functions) {
    const double cost = PerIteration(pair, costs.first, costs.second);
    if (cost != 0) profile.stacks.push_back({{name}, cost});
  }
  std::stable_sort(profile.stacks.begin(), profile.stacks.end(),
                   [](const StackCost& a, const StackCost& b) { return a.cost > b.cost; });
  return profile;
}

}  // namespace pawl::stats
