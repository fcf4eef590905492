#include "tools/cli/bisection.h"

#include <filesystem>
#include <map>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/files.h"
#include "tools/cli/git.h"
#include "tools/cli/program.h"

namespace pawl {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using enum BisectOutcome;

// A repository of its own, and a second work tree of it.
class Repository {
 public:
  Repository() : scratch_(*ScratchFolder::Create()), path_(scratch_.path() / "main"), tree_(scratch_.path() / "tree") {
    std::filesystem::create_directories(path_);
    Git({"init", "--quiet", "--initial-branch=main"});
  }

  std::string Git(std::vector<std::string> words) {
    words.insert(words.begin(), {"-c", "user.name=Test", "-c", "user.email=test@example.org"});
    const absl::StatusOr<std::string> out = RunGit(path_, words);
    EXPECT_TRUE(out.ok()) << out.status();
    const std::vector<std::string> lines = Lines(out.value_or(""));
    return lines.empty() ? "" : lines.front();
  }

  std::string Commit(const std::string& subject) {
    Git({"commit", "--quiet", "--allow-empty", "--message=" + subject});
    return Git({"rev-parse", "HEAD"});
  }

  std::vector<std::string> Commits(int count) {
    std::vector<std::string> commits;
    for (int i = 0; i < count; ++i) commits.push_back(Commit(std::to_string(i)));
    return commits;
  }

  const std::string& Tree() {
    Git({"worktree", "add", "--quiet", "--detach", tree_});
    return tree_;
  }

  const std::string& path() const { return path_; }

 private:
  ScratchFolder scratch_;
  std::string path_;
  std::string tree_;
};

// Follows it to its end, where `outcomes` says what a commit is.
std::vector<std::string> Search(Bisection& bisection, const std::map<std::string, BisectOutcome>& outcomes) {
  for (size_t steps = 0; steps <= outcomes.size(); ++steps) {
    const auto next = bisection.Next();
    EXPECT_TRUE(next.ok()) << next.status();
    if (!next.ok() || !*next) break;
    EXPECT_TRUE(bisection.Mark(**next, outcomes.at(**next)).ok());
  }
  return bisection.Candidates().value_or(std::vector<std::string>());
}

TEST(Bisection, FindsTheFirstChangedCommitWhereverItIs) {
  Repository repository;
  const std::vector<std::string> commits = repository.Commits(9);
  const std::string tree = repository.Tree();
  for (size_t first = 1; first < commits.size(); ++first) {
    std::map<std::string, BisectOutcome> outcomes;
    for (size_t i = 0; i < commits.size(); ++i) outcomes[commits[i]] = i < first ? kUnchanged : kChanged;
    absl::StatusOr<Bisection> bisection = Bisection::Start(tree, commits.front(), commits.back());
    ASSERT_TRUE(bisection.ok()) << bisection.status();
    EXPECT_THAT(Search(*bisection, outcomes), ElementsAre(commits[first]));
  }
}

TEST(Bisection, GoesAroundWhatIsSkipped) {
  Repository repository;
  const std::vector<std::string> commits = repository.Commits(7);
  std::map<std::string, BisectOutcome> outcomes;
  for (size_t i = 0; i < commits.size(); ++i) outcomes[commits[i]] = i < 5 ? kUnchanged : kChanged;
  outcomes[commits[3]] = kSkipped;
  absl::StatusOr<Bisection> bisection = Bisection::Start(repository.Tree(), commits.front(), commits.back());
  ASSERT_TRUE(bisection.ok()) << bisection.status();
  EXPECT_THAT(Search(*bisection, outcomes), ElementsAre(commits[5]));
}

TEST(Bisection, WhatIsSkippedBesideTheChangeLeavesARange) {
  Repository repository;
  const std::vector<std::string> commits = repository.Commits(7);
  std::map<std::string, BisectOutcome> outcomes;
  for (size_t i = 0; i < commits.size(); ++i) outcomes[commits[i]] = i < 4 ? kUnchanged : kChanged;
  outcomes[commits[3]] = outcomes[commits[4]] = kSkipped;
  absl::StatusOr<Bisection> bisection = Bisection::Start(repository.Tree(), commits.front(), commits.back());
  ASSERT_TRUE(bisection.ok()) << bisection.status();
  EXPECT_THAT(Search(*bisection, outcomes), ElementsAre(commits[3], commits[4], commits[5]));
}

TEST(Bisection, EverythingSkippedLeavesAllOfIt) {
  Repository repository;
  const std::vector<std::string> commits = repository.Commits(4);
  std::map<std::string, BisectOutcome> outcomes = {{commits[1], kSkipped}, {commits[2], kSkipped}};
  absl::StatusOr<Bisection> bisection = Bisection::Start(repository.Tree(), commits.front(), commits.back());
  ASSERT_TRUE(bisection.ok()) << bisection.status();
  EXPECT_THAT(Search(*bisection, outcomes), ElementsAre(commits[1], commits[2], commits[3]));
}

TEST(Bisection, NeighboursNeedNoTest) {
  Repository repository;
  const std::vector<std::string> commits = repository.Commits(2);
  absl::StatusOr<Bisection> bisection = Bisection::Start(repository.Tree(), commits.front(), commits.back());
  ASSERT_TRUE(bisection.ok()) << bisection.status();
  EXPECT_EQ(*bisection->Next(), std::nullopt);
  EXPECT_THAT(*bisection->Candidates(), ElementsAre(commits.back()));
}

TEST(Bisection, FindsTheCommitOfAMergedBranch) {
  Repository repository;
  const std::string base = repository.Commit("base");
  repository.Git({"checkout", "--quiet", "-b", "side"});
  const std::string first = repository.Commit("first of side");
  const std::string second = repository.Commit("second of side");
  repository.Git({"checkout", "--quiet", "main"});
  const std::string mine = repository.Commit("main");
  repository.Git({"merge", "--quiet", "--no-ff", "--message=merge", "side"});
  const std::string merge = repository.Git({"rev-parse", "HEAD"});
  absl::StatusOr<Bisection> bisection = Bisection::Start(repository.Tree(), base, merge);
  ASSERT_TRUE(bisection.ok()) << bisection.status();
  EXPECT_THAT(Search(*bisection, {{first, kUnchanged}, {second, kChanged}, {mine, kUnchanged}, {merge, kChanged}}),
              ElementsAre(second));
}

TEST(Bisection, LeavesABisectionOfTheUsersOwnAlone) {
  Repository repository;
  const std::vector<std::string> commits = repository.Commits(6);
  repository.Git({"bisect", "start", commits.back(), commits.front()});
  const std::string head = repository.Git({"rev-parse", "HEAD"});
  absl::StatusOr<Bisection> bisection = Bisection::Start(repository.Tree(), commits[1], commits[4]);
  ASSERT_TRUE(bisection.ok()) << bisection.status();
  Search(*bisection, {{commits[2], kUnchanged}, {commits[3], kChanged}});
  EXPECT_EQ(repository.Git({"rev-parse", "HEAD"}), head);
  EXPECT_EQ(repository.Git({"rev-parse", "refs/bisect/bad"}), commits.back());
}

TEST(Bisection, RefusesWhatIsNoAncestor) {
  Repository repository;
  const std::vector<std::string> commits = repository.Commits(3);
  const auto refused = [&](const std::string& good, const std::string& bad) {
    const absl::Status status = Bisection::Start(repository.path(), good, bad).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    return std::string(status.message());
  };
  EXPECT_THAT(refused(commits[2], commits[0]), HasSubstr("exchange them"));
  EXPECT_THAT(refused(commits[0], commits[0]), HasSubstr("the same commit"));
  repository.Git({"checkout", "--quiet", "-b", "side", commits[1]});
  EXPECT_THAT(refused(repository.Commit("side"), commits[2]), HasSubstr("merge base, " + commits[1]));
}

}  // namespace
}  // namespace pawl
