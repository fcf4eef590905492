#include "impls/build_plan/plan_builder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

#include "impls/fd.h"

namespace build_plan {
namespace {

std::string Join(std::string_view root, std::string_view path) {
  std::string joined(root);
  if (!path.empty()) joined.append("/").append(path);
  return joined;
}

const char* WayOut(int error_number) {
  switch (error_number) {
    case ENOENT:
      return "Check the path";
    case ENOTDIR:
      return "Name the directory that the build is made of";
    case EACCES:
    case EPERM:
      return "Make it readable (chmod u+r; for a directory u+rx), leave it out in .dockerignore, or run as its owner";
    case EMFILE:
    case ENFILE:
      return "Close files or raise the limit (ulimit -n)";
    case ENAMETOOLONG:
      return "Shorten the path, or leave its directory out in .dockerignore";
    default:
      return "Check that `ls` and `cat` can read it; a disk or network file system may be at fault";
  }
}

// One allocation: errors may be what a caller tries first, as of a directory that need not be there.
std::string Explain(std::string_view root, std::string_view path, std::string_view what, int error_number) {
  const char* const described = strerrordesc_np(error_number);
  const std::string_view reason = described != nullptr ? described : "unknown error";
  const std::string_view way_out = WayOut(error_number);
  std::string text;
  text.reserve(root.size() + 1 + path.size() + what.size() + reason.size() + way_out.size() + 32);
  text.append(root);
  if (!path.empty()) text.append("/").append(path);
  text.append(": ").append(what).append(": ").append(reason);
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof digits, error_number).ptr;
  text.append(" (errno ").append(digits, end).append("). ").append(way_out);
  return text;
}

absl::Status Error(std::string_view root, std::string_view path, std::string_view what, int error_number) {
  return absl::Status(absl::ErrnoToStatusCode(error_number), Explain(root, path, what, error_number));
}

}  // namespace

void PlanBuilder::Add(std::string_view directory, std::string_view name, bool is_link) {
  if (!directory.empty()) plan_->text_.append(directory).append(1, '/');
  plan_->text_.append(name);
  plan_->items_.push_back({static_cast<uint32_t>(plan_->text_.size()), is_link});
}

void PlanBuilder::AddUnlisted(std::string_view root, std::string_view path, int error_number) {
  plan_->problems_.push_back({std::string(path), Explain(root, path, "cannot list", error_number)});
}

void PlanBuilder::AddUnusable(std::string_view root, std::string_view path) {
  plan_->problems_.push_back(
      {std::string(path), Join(root, path) + ": is a pipe, socket or device, which no build can copy. Leave it out in "
                                             ".dockerignore, or move it elsewhere"});
}

std::shared_ptr<const Plan> PlanBuilder::Finish() {
  std::sort(plan_->problems_.begin(), plan_->problems_.end(),
            [](const Problem& a, const Problem& b) { return a.path < b.path; });
  return std::move(plan_);
}

absl::Status RootError(std::string_view root, int error_number) { return Error(root, "", "cannot list", error_number); }

bool HasVanished(int error_number) {
  // ENOTDIR and ELOOP: something else has its name by now.
  return error_number == ENOENT || error_number == ENOTDIR || error_number == ELOOP;
}

absl::Status ReadIgnoreFile(int root_fd, std::string_view root, std::string& text) {
  constexpr std::string_view kName = ".dockerignore";
  text.clear();
  // O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
  const impls::Fd file(openat(root_fd, kName.data(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (file.get() < 0 && errno == ENOENT) return absl::OkStatus();
  if (file.get() < 0) return Error(root, kName, "cannot open", errno);
  struct stat status = {};
  if (fstat(file.get(), &status) != 0) return Error(root, kName, "cannot look up", errno);
  if (!S_ISREG(status.st_mode)) {
    return absl::FailedPreconditionError(Join(root, kName) +
                                         ": is not a regular file. Move it elsewhere: Docker could not read it either");
  }
  size_t size_bytes = 0;
  while (true) {
    if (text.size() == size_bytes)
      text.resize(std::max<size_t>(static_cast<size_t>(status.st_size) + 1, 2 * size_bytes));
    const ssize_t got = read(file.get(), text.data() + size_bytes, text.size() - size_bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Error(root, kName, "cannot read", errno);
    if (got == 0) break;
    size_bytes += static_cast<size_t>(got);
  }
  text.resize(size_bytes);
  return absl::OkStatus();
}

absl::StatusOr<IgnoreRules> ParseIgnoreFile(std::string_view text, std::string_view root) {
  if (text.empty()) return IgnoreRules();
  return IgnoreRules::Parse(text, Join(root, ".dockerignore"));
}

absl::Status CheckComplete(std::string_view root, const Plan& plan) {
  if (plan.problems().empty()) return absl::OkStatus();
  return absl::FailedPreconditionError("the plan of " + std::string(root) + " is incomplete. The first of its " +
                                       std::to_string(plan.problems().size()) +
                                       " problems: " + plan.problems().front().message);
}

}  // namespace build_plan
