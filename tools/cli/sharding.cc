#include "tools/cli/sharding.h"

namespace pawl {

std::set<std::string> CasesOfShard(const std::vector<Group>& groups, const std::set<std::string>& gated, Shard shard) {
  std::set<std::string> cases;
  int turn = 0;
  for (const Group& group : groups) {
    const bool ours = turn++ % shard.total == shard.index;
    for (const std::string& name : group) {
      if (ours && gated.contains(name)) cases.insert(name);
    }
  }
  return cases;
}

}  // namespace pawl
