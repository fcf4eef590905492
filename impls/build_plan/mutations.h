#ifndef PAWL_IMPLS_BUILD_PLAN_MUTATIONS_H_
#define PAWL_IMPLS_BUILD_PLAN_MUTATIONS_H_

#include <filesystem>
#include <string_view>
#include <vector>

namespace build_plan {

// One change of the tree that MakeMutable makes; `root` is its root. Aborts where the system refuses.
struct Mutation {
  std::string_view name;
  void (*apply)(const std::filesystem::path& root);
};

// A small tree in which all mutations can be applied, one after the other, too.
void MakeMutable(const std::filesystem::path& root);

// Every way in which names, kinds of files or .dockerignore can come to differ, and some after which nothing does.
std::vector<Mutation> Mutations();

}  // namespace build_plan

#endif  // PAWL_IMPLS_BUILD_PLAN_MUTATIONS_H_
