#ifndef PAWL_TOOLS_CLI_SHARDING_H_
#define PAWL_TOOLS_CLI_SHARDING_H_

#include <set>
#include <string>
#include <vector>

#include "tools/runner/measurement.h"

namespace pawl {

// One part of a test that Bazel splits (`shard_count`): number `index`, counted from 0, of `total`.
struct Shard {
  int index = 0;
  int total = 1;

  // Exactly one shard speaks for what belongs to no case.
  bool First() const { return index == 0; }
};

// The cases of `gated` that this shard judges. Groups go to the shards in turn and are never split, since cases that
// are compared must be timed together; every gated case belongs to exactly one shard.
std::set<std::string> CasesOfShard(const std::vector<Group>& groups, const std::set<std::string>& gated, Shard shard);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_SHARDING_H_
