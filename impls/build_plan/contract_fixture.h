#ifndef PAWL_IMPLS_BUILD_PLAN_CONTRACT_FIXTURE_H_
#define PAWL_IMPLS_BUILD_PLAN_CONTRACT_FIXTURE_H_

#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "impls/build_plan/impls.h"

namespace build_plan {

// The inputs with a space between them and a '@' after those that are links.
inline std::string Described(const Plan& plan) {
  std::string text;
  for (size_t i = 0; i < plan.inputs(); ++i) {
    text += (i == 0 ? "" : " ") + std::string(plan.input(i)) + (plan.is_link(i) ? "@" : "");
  }
  return text;
}

// The same of the service build, or the error.
template <typename Planner>
std::string Described(Planner&& planner) {
  const absl::StatusOr<Plans> plans = planner.Create({{BuildKind::kService}});
  return plans.ok() ? Described(*plans->front()) : plans.status().ToString();
}

// What every planner must do. Each test has an empty directory of its own, and a planner of it.
template <typename Planner>
class PlannerContract : public ::testing::Test {
 protected:
  PlannerContract() : directory_(corpus::TempDir::Make().value()), planner_(Planner(root().native())) {}

  const std::filesystem::path& root() const { return directory_.path(); }

  // A file below root() of these bytes; its directories are made as needed.
  void File(const std::string& path, std::string_view bytes) {
    ASSERT_TRUE(corpus::WriteFile(root() / path, bytes).ok()) << path;
  }
  // Files that hold their paths; directories where a path ends in '/'.
  void Files(std::initializer_list<const char*> paths) {
    for (const std::string path : paths) {
      if (path.ends_with('/')) {
        std::filesystem::create_directories(root() / path);
      } else {
        File(path, path);
      }
    }
  }

  std::shared_ptr<const Plan> ServicePlan() { return planner_->Create({{BuildKind::kService}}).value().front(); }
  std::string Service() { return Described(*planner_); }
  std::string Inputs(BuildKind kind) {
    return Described(*planner_->Create({{kind}}).value()[static_cast<size_t>(kind)]);
  }
  std::string Dockerfiles() {
    const std::shared_ptr<const Plan> plan = ServicePlan();
    std::string text;
    for (size_t i = 0; i < plan->dockerfiles(); ++i) text += (i == 0 ? "" : " ") + std::string(plan->dockerfile(i));
    return text;
  }
  std::vector<Problem> Problems() { return ServicePlan()->problems(); }

  corpus::TempDir directory_;
  std::optional<Planner> planner_;
};

}  // namespace build_plan

#endif  // PAWL_IMPLS_BUILD_PLAN_CONTRACT_FIXTURE_H_
