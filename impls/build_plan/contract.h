#ifndef PAWL_IMPLS_BUILD_PLAN_CONTRACT_H_
#define PAWL_IMPLS_BUILD_PLAN_CONTRACT_H_

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "impls/build_plan/contract_fixture.h"
#include "impls/checksum/baseline.h"
#include "impls/file_privileges.h"

namespace build_plan {

TYPED_TEST_SUITE_P(PlannerContract);

TYPED_TEST_P(PlannerContract, AnEmptyDirectoryHasNoInputs) { EXPECT_EQ(this->Service(), ""); }

TYPED_TEST_P(PlannerContract, EachKindHasItsInputs) {
  this->Files({"main.go", "go.mod", "lib/x.go", "App.java", "pom.xml", "app.py", "requirements.txt", "README", "xgo"});
  EXPECT_EQ(this->Service(), "App.java README app.py go.mod lib/x.go main.go pom.xml requirements.txt xgo");
  EXPECT_EQ(this->Inputs(BuildKind::kGo), "go.mod lib/x.go main.go");
  EXPECT_EQ(this->Inputs(BuildKind::kMaven), "App.java pom.xml");
  EXPECT_EQ(this->Inputs(BuildKind::kPython), "app.py requirements.txt");
}

TYPED_TEST_P(PlannerContract, PlansOfOneCallAreThoseOfCallsOfTheirOwn) {
  this->Files({"main.go", "Dockerfile", "a/pom.xml", "a/b/x.py"});
  const Plans all = this->planner_->Create(kBuildKinds).value();
  for (const BuildKind kind : kBuildKinds) {
    const Plans one = TypeParam(this->root().native()).Create({{kind}}).value();
    for (const BuildKind other : kBuildKinds) {
      const auto& plan = one[static_cast<size_t>(other)];
      ASSERT_EQ(plan != nullptr, kind == other);
      if (plan != nullptr) {
        EXPECT_EQ(*plan, *all[static_cast<size_t>(kind)]);
      }
    }
  }
  EXPECT_EQ(this->planner_->Create({}).value(), Plans());
}

TYPED_TEST_P(PlannerContract, DockerfilesAreFoundByName) {
  this->Files({"Dockerfile", "Dockerfile.test", "web.Dockerfile", "a/b/Containerfile", "dockerfile", "MyDockerfile",
               "Dockerfile.", ".Dockerfile", "DockerfileX"});
  std::filesystem::create_directories(this->root() / "c" / "Dockerfile");
  EXPECT_EQ(this->Dockerfiles(), "Dockerfile Dockerfile.test a/b/Containerfile web.Dockerfile");
}

TYPED_TEST_P(PlannerContract, OnlyTheRootsDockerfilesSurviveDockerignore) {
  this->Files({"Dockerfile", "a/Dockerfile", "b/Dockerfile"});
  this->File(".dockerignore", "**/Dockerfile\n!b/Dockerfile\n");
  EXPECT_EQ(this->Dockerfiles(), "Dockerfile b/Dockerfile");
  EXPECT_EQ(this->Service(), ".dockerignore b/Dockerfile");
}

TYPED_TEST_P(PlannerContract, DockerignoreLeavesOut) {
  this->Files({"a.log", "a.go", "x/b.log", "node_modules/m.go", "docs/a.md", "docs/b/c.md", "docs/b/d.txt"});
  this->File(".dockerignore", "**/*.log\nnode_modules\ndocs\n!docs/**/*.md\n.dockerignore\n");
  EXPECT_EQ(this->Service(), "a.go docs/a.md docs/b/c.md");
  EXPECT_EQ(this->Inputs(BuildKind::kGo), "a.go");
}

TYPED_TEST_P(PlannerContract, ADockerignoreBelowTheRootIsAFile) {
  this->File("a/.dockerignore", "*");
  this->Files({"a/x"});
  EXPECT_EQ(this->Service(), "a/.dockerignore a/x");
}

TYPED_TEST_P(PlannerContract, PathsAreSortedByTheirBytesAcrossDirectories) {
  this->Files({"a/c", "a.b", "a0", "a/c.d", "a/c0/x", "a-", "B", "\xC3\xA4"});
  EXPECT_EQ(this->Service(), "B a- a.b a/c a/c.d a/c0/x a0 \xC3\xA4");
}

TYPED_TEST_P(PlannerContract, NamesAreBytes) {
  this->Files({"\xFF\xFE", "new\nline", "\xFF/\x01", "-n", "\xE2\x82"});
  EXPECT_EQ(this->Service(), "-n new\nline \xE2\x82 \xFF/\x01 \xFF\xFE");
  this->File(".dockerignore", "\xFF\n.dockerignore");
  EXPECT_EQ(this->Service(), "-n new\nline \xE2\x82 \xFF\xFE");
}

TYPED_TEST_P(PlannerContract, LinksAreInputsAndNeverFollowed) {
  this->Files({"a/x", "b"});
  std::filesystem::create_directory_symlink("..", this->root() / "a" / "loop");
  std::filesystem::create_directory_symlink("a", this->root() / "to_a");
  std::filesystem::create_symlink("nowhere", this->root() / "dangling");
  std::filesystem::create_symlink("self", this->root() / "self");
  std::filesystem::create_symlink("b", this->root() / "Dockerfile");
  EXPECT_EQ(this->Service(), "Dockerfile@ a/loop@ a/x b dangling@ self@ to_a@");
  EXPECT_EQ(this->Dockerfiles(), "Dockerfile");
}

TYPED_TEST_P(PlannerContract, TheRootMayBeALink) {
  this->Files({"tree/a", "tree/b/c"});
  std::filesystem::create_directory_symlink("tree", this->root() / "link");
  EXPECT_EQ(Described(TypeParam((this->root() / "link").native())), "a b/c");
  EXPECT_EQ(Described(TypeParam((this->root() / "tree").native() + "/")), "a b/c");
}

TYPED_TEST_P(PlannerContract, ADirectoryOfManyNamesIsReadToItsEnd) {
  std::string want;
  for (int i = 1000; i < 1700; ++i) {
    const std::string name = std::string(200, 'x') + std::to_string(i);
    this->File("many/" + name, "");
    want += (want.empty() ? "many/" : " many/") + name;
  }
  EXPECT_EQ(this->Service(), want);
}

TYPED_TEST_P(PlannerContract, DeepTreesAreWalked) {
  std::string path;
  for (int i = 0; i < 300; ++i) path += "d/";
  this->File(path + "file", "");
  EXPECT_EQ(this->Service(), path + "file");
}

// Wide enough for several threads.
TYPED_TEST_P(PlannerContract, AGeneratedTreeHasTheReferencesPlans) {
  ASSERT_TRUE(corpus::WriteTree(this->root(), /*seed=*/8, 120).ok());
  const Plans want = Baseline(this->root().native()).Create(kBuildKinds).value();
  const Plans got = this->planner_->Create(kBuildKinds).value();
  for (size_t kind = 0; kind < kBuildKinds.size(); ++kind) {
    EXPECT_GT(got[kind]->inputs(), 100u);
    EXPECT_EQ(Described(*got[kind]), Described(*want[kind]));
    EXPECT_EQ(*got[kind], *want[kind]);
  }
}

TYPED_TEST_P(PlannerContract, AMissingRootIsNamed) {
  const std::string root = (this->root() / "gone").native();
  EXPECT_EQ(Described(TypeParam(root)),
            "NOT_FOUND: " + root + ": cannot list: No such file or directory (errno 2). Check the path");
}

TYPED_TEST_P(PlannerContract, ARootThatIsNoDirectoryIsNamed) {
  this->File("file", "");
  const std::string root = (this->root() / "file").native();
  EXPECT_EQ(Described(TypeParam(root)), "FAILED_PRECONDITION: " + root +
                                            ": cannot list: Not a directory (errno 20). Name the directory that the "
                                            "build is made of");
}

TYPED_TEST_P(PlannerContract, AnUnreadableRootIsNamed) {
  this->Files({"a/x"});
  ASSERT_EQ(chmod((this->root() / "a").c_str(), 0), 0);
  const impls::WithoutFilePrivileges as_everybody;
  const std::string root = (this->root() / "a").native();
  EXPECT_EQ(Described(TypeParam(root)),
            "PERMISSION_DENIED: " + root +
                ": cannot list: Permission denied (errno 13). Make it readable (chmod u+r; "
                "for a directory u+rx), leave it out in .dockerignore, or run as its owner");
}

TYPED_TEST_P(PlannerContract, EachUnreadableDirectoryIsAProblemAndTheRestIsThere) {
  this->Files({"a/x", "b/c/y", "b/z", "d/w", "secret/v"});
  this->File(".dockerignore", "secret");
  for (const char* directory : {"a", "b/c", "secret"}) ASSERT_EQ(chmod((this->root() / directory).c_str(), 0), 0);
  const impls::WithoutFilePrivileges as_everybody;
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(this->Service(), ".dockerignore b/z d/w");
    const std::vector<Problem> problems = this->Problems();
    ASSERT_EQ(problems.size(), 2u);
    EXPECT_EQ(problems[0].path, "a");
    EXPECT_EQ(problems[1].path, "b/c");
    EXPECT_EQ(problems[1].message, (this->root() / "b/c").native() +
                                       ": cannot list: Permission denied (errno 13). Make it readable (chmod u+r; for "
                                       "a directory u+rx), leave it out in .dockerignore, or run as its owner");
  }
  const absl::StatusOr<Digest> digest = this->planner_->Checksum(*this->ServicePlan());
  EXPECT_EQ(digest.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(digest.status().ToString().find("The first of its 2 problems: " + this->Problems()[0].message),
            std::string::npos);
  ASSERT_EQ(chmod((this->root() / "a").c_str(), 0700), 0);
  EXPECT_EQ(this->Service(), ".dockerignore a/x b/z d/w");
  for (const char* directory : {"b/c", "secret"}) ASSERT_EQ(chmod((this->root() / directory).c_str(), 0700), 0);
}

TYPED_TEST_P(PlannerContract, WhatNoBuildCanCopyIsAProblem) {
  this->Files({"a/x.go", "b"});
  for (const char* name : {"a/pipe.go", "pipe", "Dockerfile"}) {
    ASSERT_EQ(mkfifo((this->root() / name).c_str(), 0600), 0);
  }
  EXPECT_EQ(this->Service(), "a/x.go b");
  EXPECT_EQ(this->Dockerfiles(), "");
  ASSERT_EQ(this->Problems().size(), 3u);
  EXPECT_EQ(this->Problems()[1], (Problem{"a/pipe.go", (this->root() / "a/pipe.go").native() +
                                                           ": is a pipe, socket or device, which no build can copy. "
                                                           "Leave it out in .dockerignore, or move it elsewhere"}));
  const Plans plans = this->planner_->Create({{BuildKind::kGo, BuildKind::kPython}}).value();
  EXPECT_EQ(plans[static_cast<size_t>(BuildKind::kGo)]->problems().size(), 1u);
  EXPECT_EQ(plans[static_cast<size_t>(BuildKind::kPython)]->problems().size(), 0u);
  this->File(".dockerignore", "**/pipe*\nDockerfile\n.dockerignore");
  EXPECT_EQ(this->Service(), "a/x.go b");
  EXPECT_EQ(this->Problems(), std::vector<Problem>());
}

TYPED_TEST_P(PlannerContract, ADockerignoreThatCannotBeUsedIsAnError) {
  this->Files({"a"});
  const std::filesystem::path path = this->root() / ".dockerignore";
  this->File(".dockerignore", "a\n[b\n");
  EXPECT_EQ(this->Service(), "INVALID_ARGUMENT: " + path.native() +
                                 ":2: the pattern \"[b\" has a [ without its ]. Write \\[ for the character");
  std::filesystem::remove(path);
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(this->Service(), "FAILED_PRECONDITION: " + path.native() +
                                 ": is not a regular file. Move it elsewhere: Docker could not read it either");
  std::filesystem::remove(path);
  std::filesystem::create_directory(path);
  EXPECT_EQ(this->Service().substr(0, 19), "FAILED_PRECONDITION");
  std::filesystem::remove(path);
  std::filesystem::create_symlink("rules", path);
  EXPECT_EQ(this->Service(), ".dockerignore@ a") << "a dangling link is no file";
  this->File("rules", "a\n");
  EXPECT_EQ(this->Service(), ".dockerignore@ rules");
}

TYPED_TEST_P(PlannerContract, TheChecksumIsThatOfTheTree) {
  ASSERT_TRUE(corpus::WriteTree(this->root(), /*seed=*/3, 20).ok());
  std::filesystem::remove(this->root() / ".dockerignore");
  this->Files({"new\nline", "back\\slash", "\xFF"});
  const Digest want = checksum::Baseline().HashTree(this->root()).value();
  EXPECT_EQ(checksum::Hex(this->planner_->Checksum(*this->ServicePlan()).value()), checksum::Hex(want));
}

// printf hello | sha256sum, then "<digest>  main.go\n" | sha256sum
TYPED_TEST_P(PlannerContract, TheChecksumIsThatOfTheInputs) {
  this->File("main.go", "hello");
  this->Files({"README"});
  const Plans plans = this->planner_->Create({{BuildKind::kGo}}).value();
  EXPECT_EQ(checksum::Hex(this->planner_->Checksum(*plans[static_cast<size_t>(BuildKind::kGo)]).value()),
            "161651af91ea9e9bb917d76e504233ee569c8acbf5e4bf6c2171b8edcdaeb40b");
}

TYPED_TEST_P(PlannerContract, TheChecksumNamesWhatCannotBeRead) {
  this->Files({"a", "b"});
  const std::shared_ptr<const Plan> plan = this->ServicePlan();
  std::filesystem::remove(this->root() / "b");
  const absl::Status status = this->planner_->Checksum(*plan).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_NE(status.ToString().find((this->root() / "b").native()), std::string::npos);
}

TYPED_TEST_P(PlannerContract, PlansStayAsTheyAre) {
  this->Files({"a", "b/c"});
  const std::shared_ptr<const Plan> before = this->ServicePlan();
  const Plan copy = *before;  // NOLINT(performance-unnecessary-copy-initialization): it must not change with `before`
  this->Files({"b/d"});
  EXPECT_EQ(this->Service(), "a b/c b/d");
  EXPECT_EQ(*before, copy);
}

TYPED_TEST_P(PlannerContract, WorksOnAfterAnError) {
  this->Files({"tree/a"});
  TypeParam planner((this->root() / "tree").native());
  EXPECT_EQ(Described(planner), "a");
  std::filesystem::rename(this->root() / "tree", this->root() / "elsewhere");
  EXPECT_EQ(Described(planner).substr(0, 9), "NOT_FOUND");
  std::filesystem::rename(this->root() / "elsewhere", this->root() / "tree");
  EXPECT_EQ(Described(planner), "a");
}

TYPED_TEST_P(PlannerContract, AMovedToPlannerWorks) {
  this->Files({"a", "b/c"});
  EXPECT_EQ(this->Service(), "a b/c");
  TypeParam to(*std::move(this->planner_));
  this->Files({"b/d"});
  EXPECT_EQ(Described(to), "a b/c b/d");
}

TYPED_TEST_P(PlannerContract, LeavesNoDescriptorOpen) {
  this->Files({"a", "b/c"});
  const int before = open("/dev/null", O_RDONLY | O_CLOEXEC);
  close(before);
  EXPECT_EQ(this->Service(), "a b/c");
  EXPECT_TRUE(this->planner_->Checksum(*this->ServicePlan()).ok());
  EXPECT_FALSE(TypeParam("/gone").Create(kBuildKinds).ok());
  const int after = open("/dev/null", O_RDONLY | O_CLOEXEC);
  close(after);
  EXPECT_EQ(before, after);
}

REGISTER_TYPED_TEST_SUITE_P(PlannerContract, AnEmptyDirectoryHasNoInputs, EachKindHasItsInputs,
                            PlansOfOneCallAreThoseOfCallsOfTheirOwn, DockerfilesAreFoundByName,
                            OnlyTheRootsDockerfilesSurviveDockerignore, DockerignoreLeavesOut,
                            ADockerignoreBelowTheRootIsAFile, PathsAreSortedByTheirBytesAcrossDirectories,
                            NamesAreBytes, LinksAreInputsAndNeverFollowed, TheRootMayBeALink,
                            ADirectoryOfManyNamesIsReadToItsEnd, DeepTreesAreWalked,
                            AGeneratedTreeHasTheReferencesPlans, AMissingRootIsNamed, ARootThatIsNoDirectoryIsNamed,
                            AnUnreadableRootIsNamed, EachUnreadableDirectoryIsAProblemAndTheRestIsThere,
                            WhatNoBuildCanCopyIsAProblem, ADockerignoreThatCannotBeUsedIsAnError,
                            TheChecksumIsThatOfTheTree, TheChecksumIsThatOfTheInputs, TheChecksumNamesWhatCannotBeRead,
                            PlansStayAsTheyAre, WorksOnAfterAnError, AMovedToPlannerWorks, LeavesNoDescriptorOpen);

}  // namespace build_plan

#endif  // PAWL_IMPLS_BUILD_PLAN_CONTRACT_H_
