#ifndef PAWL_IMPLS_BUILD_PLAN_BUILD_PLAN_H_
#define PAWL_IMPLS_BUILD_PLAN_BUILD_PLAN_H_

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/checksum/checksum.h"

// What the container builds of a directory consist of: the Dockerfiles in it and the inputs of each kind of build.
//
// Contract, kept by every class in impls.h and checked by contract.h:
//   * Create(kinds) looks for the builds of these kinds below the directory `root`, which may be a link to one, and
//     returns a plan for each. Names and kinds of files are all that a plan depends on, beside the text of
//     root/.dockerignore.
//   * Inputs are the regular files and symbolic links that .dockerignore (ignore_rules.h) does not leave out and whose
//     names are the kind's (KindsOf). Links are not followed, so loops are none. Dockerfiles (IsDockerfile) are listed
//     apart, whether they are inputs or not: those in `root` itself even if .dockerignore leaves them out, as Docker
//     does; of others those that it does not. Names are bytes, of any encoding. Both lists are sorted by the paths'
//     bytes.
//   * A directory that cannot be read, or an input that is neither file nor link, is one of the plan's `problems`, and
//     all else is there. Paths longer than the system takes (4,095 bytes) cannot be read. A directory that is left out
//     with all that is below it is not entered. `root` itself, or a .dockerignore that cannot be used, is a Status of
//     Create, with the errno's canonical code, the path and the way out.
//   * No answer is stale: whatever was changed before Create was called is in its plans, even if it was changed within
//     the same tick of the clock as the call before, or its times were set back. What changes meanwhile may be in a
//     plan or not; what vanishes meanwhile is no problem. The process's own rights to read are taken to stay the same.
//   * Checksum(plan) reads the inputs' contents as they are now: the SHA-256 of the lines that
//     checksum::AppendTreeLine makes of them, in their order. The plan of a service build without .dockerignore has the
//     digest of checksum::HashTree(root). A plan with problems is FAILED_PRECONDITION; what cannot be read is its
//     error.
//   * Plans are values: they stay as they are, and may be used by several threads. One planner is used by one thread at
//     a time. A failed call leaves it as it was.
// Correct without: anything kept from call to call. A planner that walks the tree for each plan is a valid planner.
namespace build_plan {

enum class BuildKind : uint8_t { kService, kGo, kMaven, kPython };
inline constexpr std::array kBuildKinds = {BuildKind::kService, BuildKind::kGo, BuildKind::kMaven, BuildKind::kPython};
inline constexpr std::array kSpecialized = {BuildKind::kGo, BuildKind::kMaven, BuildKind::kPython};

// "service", "go", ...
std::string_view NameOf(BuildKind kind);

// A set of kinds, one bit for each.
using KindSet = uint8_t;
constexpr KindSet SetOf(BuildKind kind) { return static_cast<KindSet>(1u << static_cast<unsigned>(kind)); }

// The kinds of builds that a file of this name is an input of; the service build's are all. Allocates nothing.
KindSet KindsOf(std::string_view name);

// Dockerfile, Containerfile, one of the two with a suffix (Dockerfile.test) or a prefix (test.Dockerfile).
bool IsDockerfile(std::string_view name);

enum class FileType : uint8_t { kFile, kLink, kDirectory, kOther };

// The type that st_mode says.
FileType TypeOf(unsigned mode);

struct Problem {
  std::string path;     // relative to the root; "" for the root
  std::string message;  // with path, reason and way out

  bool operator==(const Problem&) const = default;
};

// One build. All its paths lie in one text.
class Plan {
 public:
  BuildKind kind() const { return kind_; }

  size_t dockerfiles() const { return dockerfiles_; }
  // Relative to the root. REQUIRES: i < dockerfiles().
  std::string_view dockerfile(size_t i) const { return PathAt(i); }

  size_t inputs() const { return items_.size() - dockerfiles_; }
  // Relative to the root. REQUIRES: i < inputs().
  std::string_view input(size_t i) const { return PathAt(dockerfiles_ + i); }
  // Whether it is a symbolic link.
  bool is_link(size_t i) const { return items_[dockerfiles_ + i].is_link; }

  // Sorted by path.
  const std::vector<Problem>& problems() const { return problems_; }

  bool operator==(const Plan&) const = default;

 private:
  friend class PlanBuilder;

  struct Item {
    uint32_t end;  // in text_, where its path ends
    bool is_link;

    bool operator==(const Item&) const = default;
  };

  std::string_view PathAt(size_t i) const {
    const size_t begin = i == 0 ? 0 : items_[i - 1].end;
    return std::string_view(text_).substr(begin, items_[i].end - begin);
  }

  BuildKind kind_ = BuildKind::kService;
  size_t dockerfiles_ = 0;
  std::string text_;
  std::vector<Item> items_;  // the Dockerfiles, then the inputs
  std::vector<Problem> problems_;
};

// The plan of each kind, at its number; null for a kind that was not asked for.
using Plans = std::array<std::shared_ptr<const Plan>, kBuildKinds.size()>;

using checksum::Digest;

template <typename T>
concept Planner = requires(T planner, std::string root, std::span<const BuildKind> kinds, const Plan& plan) {
  { T::kName } -> std::convertible_to<std::string_view>;
  T(root);
  { planner.Create(kinds) } -> std::same_as<absl::StatusOr<Plans>>;
  { planner.Checksum(plan) } -> std::same_as<absl::StatusOr<Digest>>;
} && std::movable<T>;

}  // namespace build_plan

#endif  // PAWL_IMPLS_BUILD_PLAN_BUILD_PLAN_H_
