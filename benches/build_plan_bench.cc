#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "benches/scratch_file.h"
#include "benchmark/benchmark.h"
#include "impls/build_plan/impls.h"
#include "impls/checksum/checksum.h"
#include "impls/impl_list.h"
#include "tools/perf/for_each_impl.h"

namespace {

using build_plan::BuildKind;
using build_plan::Impls;
using build_plan::Plan;
using build_plan::Plans;
namespace corpus = build_plan::corpus;
namespace fs = std::filesystem;

const int kPlannerSize = pawl::RecordSizeof<build_plan::Optimized>("build_plan/Planner/impl:optimized");

// A tree and a planner of it.
template <typename Impl>
struct Case {
  std::string root;
  absl::Status ready;  // whether the tree is there
  Impl planner;
};

// Waits, if it must, until what was written last is old enough to be trusted (40 ms, stamp.h). That is the root, which
// gets its name when all is there.
void Settle(const fs::path& tree) {
  struct stat root = {};
  timespec now = {};
  stat(tree.c_str(), &root);
  clock_gettime(CLOCK_REALTIME, &now);
  if (now.tv_sec - root.st_ctim.tv_sec < 2) std::this_thread::sleep_for(std::chrono::milliseconds(60));
}

template <typename Impl>
Case<Impl> Of(const absl::StatusOr<fs::path>& tree) {
  if (!tree.ok()) return {"", tree.status(), Impl("")};
  Settle(*tree);
  return {tree->native(), absl::OkStatus(), Impl(tree->native())};
}

// A tree of this many directories. `name` tells apart what is only read and what is changed.
absl::StatusOr<fs::path> Generated(const std::string& name, size_t directories) {
  return benches::ScratchFile(name + std::to_string(directories), [directories](const fs::path& root) {
    return corpus::WriteTree(root, /*seed=*/4, directories);
  });
}

absl::StatusOr<fs::path> Tiny() {
  return benches::ScratchFile("plan_tree_tiny", [](const fs::path& root) { return corpus::WriteTinyTree(root); });
}

// A real tree of some 14,000 files, read in place.
absl::StatusOr<fs::path> Boost() {
  const fs::path path = "/usr/include/boost";
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    return absl::NotFoundError(path.native() + " is not there: install it (apt-get install libboost-dev)");
  }
  return path;
}

constexpr BuildKind kService[] = {BuildKind::kService};

// With a planner that has seen nothing yet.
constexpr auto kFirst = [](std::span<const BuildKind> kinds) {
  return [kinds]<typename Impl>(Case<Impl>& input) { return Impl(input.root).Create(kinds); };
};

constexpr auto kAgain = [](std::span<const BuildKind> kinds) {
  return [kinds](auto& input) { return input.planner.Create(kinds); };
};

constexpr auto kFirstService = kFirst(kService);
constexpr auto kFirstSpecialized = kFirst(build_plan::kSpecialized);
constexpr auto kAgainService = kAgain(kService);
constexpr auto kAgainSpecialized = kAgain(build_plan::kSpecialized);

// A file that no call before has seen, or that it has.
constexpr auto kAfterChange = [](auto& input) {
  const std::string path = input.root + "/new.go";
  if (unlink(path.c_str()) != 0) close(open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  return input.planner.Create(kService);
};

constexpr auto kMissing = []<typename Impl>(Case<Impl>& input) {
  absl::StatusOr<Plans> plans = input.planner.Create(kService);
  if (plans.ok()) plans = absl::InternalError(input.root + " is there");
  return plans.status().code() == absl::StatusCode::kNotFound ? absl::StatusOr<Plans>(Plans()) : plans;
};

template <typename Create>
auto Measure(Create create) {
  return [create](benchmark::State& state, auto& input) {
    if (!input.ready.ok()) return state.SkipWithError(std::string(input.ready.message()));
    for (auto _ : state) {
      const auto made = create(input);
      if (!made.ok()) return state.SkipWithError(std::string(made.status().message()));
      benchmark::DoNotOptimize(&*made);
      benchmark::ClobberMemory();
    }
  };
}

std::string Text(const Plan& plan) {
  std::string text(build_plan::NameOf(plan.kind()));
  for (size_t i = 0; i < plan.dockerfiles(); ++i) text.append("\nfrom ").append(plan.dockerfile(i));
  for (size_t i = 0; i < plan.inputs(); ++i) {
    text.append(plan.is_link(i) ? "\nlink " : "\nfile ").append(plan.input(i));
  }
  for (const build_plan::Problem& problem : plan.problems()) text.append("\nproblem ").append(problem.message);
  return text;
}

std::string Text(const Plans& plans) {
  std::string text;
  for (const auto& plan : plans) text += plan == nullptr ? "none\n" : Text(*plan) + "\n";
  return text;
}

template <typename Create>
auto Answer(Create create) {
  return [create](auto& input) {
    if (!input.ready.ok()) return std::string(input.ready.message());
    const auto made = create(input);
    return made.ok() ? Text(*made) : made.status().ToString();
  };
}

constexpr auto kGeneratedCase = []<typename Impl>(size_t directories) {
  return Of<Impl>(Generated("plan_tree", directories));
};
constexpr auto kTinyCase = []<typename Impl>(const char*) { return Of<Impl>(Tiny()); };
constexpr auto kBoostCase = []<typename Impl>(const char*) { return Of<Impl>(Boost()); };

using OneThread = impls::ImplList<build_plan::Baseline, build_plan::Optimized>;

template <typename List, typename Create>
int Register(const std::string& operation, Create create, pawl::JudgedBy clock) {
  return pawl::ForEachImpl<List>(operation, "directories", {size_t{24}, size_t{200}, size_t{1600}}, kGeneratedCase,
                                 Measure(create), Answer(create), clock) +
         pawl::ForEachImpl<List>(operation, "tree", {"tiny"}, kTinyCase, Measure(create), Answer(create), clock) +
         pawl::ForEachImpl<List>(operation, "tree", {"boost"}, kBoostCase, Measure(create), Answer(create), clock);
}

// Measures a new planner's first plan of a service build, or of the three specialized ones: the walk of N generated
// directories of 15 files each, of the 11 entries of one service, or of the headers of Boost, with its listings, rules
// and plans. Does not measure: a disk, as what is read lies in the kernel's caches.
const int kServiceBuild = Register<OneThread>("build_plan/First", kFirstService, pawl::JudgedBy::kThreadCpuTime);
const int kThreeBuilds =
    Register<OneThread>("build_plan/FirstSpecialized", kFirstSpecialized, pawl::JudgedBy::kThreadCpuTime);

// Measures the same by the clock on the wall, for a planner of several threads, which it starts and ends.
// Does not measure: how they fare beside other work.
const int kParallel = Register<Impls>("build_plan/FirstByClock", kFirstService, pawl::JudgedBy::kWallTime);

// Measures the plans of an unchanged tree from a planner that has made them before.
// Does not measure: the first call.
const int kServiceAgain = Register<OneThread>("build_plan/Again", kAgainService, pawl::JudgedBy::kThreadCpuTime);
const int kThreeAgain =
    Register<OneThread>("build_plan/AgainSpecialized", kAgainSpecialized, pawl::JudgedBy::kThreadCpuTime);

// Measures a plan after a file was added to the root or removed, and either of the two. The root was changed within the
// same tick of the clock, mostly, so that it is listed each time.
// Does not measure: changes in several directories.
const int kChange = pawl::ForEachImpl<OneThread>(
    "build_plan/AfterChange", "directories", {size_t{24}, size_t{1600}},
    []<typename Impl>(size_t directories) { return Of<Impl>(Generated("plan_work", directories)); },
    Measure(kAfterChange),
    [](auto& input) {
      Answer(kAfterChange)(input);
      const std::string first = Answer(kAfterChange)(input), second = Answer(kAfterChange)(input);
      return std::min(first, second) + std::max(first, second);
    });

// Measures the error of a root that is not there.
// Does not measure: any other error.
const int kNotThere = pawl::ForEachImpl<OneThread>(
    "build_plan/Missing", "tree", {"gone"},
    []<typename Impl>(const char*) {
      const std::string root = "/proc/self/there_is_no_such_directory";
      return Case<Impl>{root, absl::OkStatus(), Impl(root)};
    },
    Measure(kMissing), Answer(kMissing));

// Measures reading and hashing the inputs of a service build, by the clock on the wall, for a planner of several
// threads. Does not measure: a disk, or the plan.
const int kChecksum = pawl::ForEachImpl<Impls>(
    "build_plan/Checksum", "directories", {size_t{200}},
    []<typename Impl>(size_t directories) {
      Case<Impl> made = Of<Impl>(Generated("plan_tree", directories));
      absl::StatusOr<Plans> plans = made.planner.Create(kService);
      if (made.ready.ok()) made.ready = plans.status();
      return std::pair(std::move(made), plans.ok() ? plans->front() : nullptr);
    },
    [](benchmark::State& state, auto& input) {
      auto& [made, plan] = input;
      if (!made.ready.ok()) return state.SkipWithError(std::string(made.ready.message()));
      for (auto _ : state) {
        const absl::StatusOr<build_plan::Digest> digest = made.planner.Checksum(*plan);
        if (!digest.ok()) return state.SkipWithError(std::string(digest.status().message()));
        benchmark::DoNotOptimize(digest->data());
      }
    },
    [](auto& input) {
      auto& [made, plan] = input;
      if (!made.ready.ok()) return std::string(made.ready.message());
      const absl::StatusOr<build_plan::Digest> digest = made.planner.Checksum(*plan);
      return digest.ok() ? checksum::Hex(*digest) : digest.status().ToString();
    },
    pawl::JudgedBy::kWallTime);

}  // namespace
