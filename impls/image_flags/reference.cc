#include "impls/image_flags/reference.h"

#include <cstddef>
#include <optional>

#include "impls/image_flags/grammar.h"
#include "impls/image_flags/shown.h"

namespace image_flags {
namespace {

using internal::kFits;
using internal::ScanDigest;
using internal::ScanRegistry;
using internal::ScanRepository;
using internal::ScanTag;
using internal::Shown;

constexpr size_t kMaxNameBytes = 255;

constexpr std::string_view kRegistryRule =
    "a host name of letters, digits, '-' and '.' or an IPv6 address in brackets, then optionally ':' and a port of "
    "1 to 5 digits";
constexpr std::string_view kRepositoryRule =
    "lower-case letters and digits, between them one '.', '_', '__', '/' or any number of '-'";
constexpr std::string_view kTagRule = "1 to 128 letters, digits, '_', '.' and '-', the first neither '.' nor '-'";
constexpr std::string_view kDigestRule =
    "algorithm:encoded, where sha256 takes exactly 64 and sha512 128 lower-case hex digits";

// A part that is present, and where it begins in the text of the whole.
struct Part {
  std::string_view name;
  std::string_view text;
  size_t begin = 0;
};

struct Parts {
  std::optional<Part> registry;
  Part repository;
  std::optional<Part> tag;
  std::optional<Part> digest;
};

// The first thing wrong with a part.
struct Problem {
  Part part;
  size_t offset;  // in the part
  std::string what;
};

std::optional<Problem> Judge(const Part& part, size_t bad, std::string_view allowed) {
  if (bad == kFits) return std::nullopt;
  const std::string found = bad < part.text.size() ? Shown(part.text.substr(bad, 1)) + " does not fit"
                                                   : "the " + std::string(part.name) + " ends";
  return Problem{part, bad, found + "; allowed is " + std::string(allowed)};
}

// Whether the first of several components is one to those who read a reference.
bool IsRegistry(std::string_view component) {
  return component.find_first_of(".:") != std::string_view::npos || component == "localhost";
}

std::optional<Problem> JudgeName(const std::optional<Part>& registry, const Part& repository) {
  if (registry) {
    if (auto problem = Judge(*registry, ScanRegistry(registry->text), kRegistryRule)) return problem;
    if (!IsRegistry(registry->text)) {
      return Problem{*registry, 0,
                     "begins what without '.' or ':' reads as a part of the repository; write it there, or add the "
                     "domain or port"};
    }
  }
  if (auto problem = Judge(repository, ScanRepository(repository.text), kRepositoryRule)) return problem;
  const size_t slash = repository.text.find('/');
  if (!registry && slash != std::string_view::npos && IsRegistry(repository.text.substr(0, slash))) {
    return Problem{repository, 0,
                   "begins a component that reads as a registry; write it there, or put a registry before"};
  }
  const size_t registry_bytes = registry ? registry->text.size() + 1 : 0;
  if (registry_bytes + repository.text.size() <= kMaxNameBytes) return std::nullopt;
  return Problem{repository, kMaxNameBytes - registry_bytes,
                 "is one byte too many: with its registry it has " +
                     std::to_string(registry_bytes + repository.text.size()) + ", allowed are at most 255; shorten it"};
}

std::optional<Problem> FirstProblem(const Parts& parts) {
  if (auto problem = JudgeName(parts.registry, parts.repository)) return problem;
  if (parts.tag) {
    if (auto problem = Judge(*parts.tag, ScanTag(parts.tag->text), kTagRule)) return problem;
  }
  return parts.digest ? Judge(*parts.digest, ScanDigest(parts.digest->text), kDigestRule) : std::nullopt;
}

// A text of more than this is shown in part: it comes from outside.
constexpr size_t kMaxShownBytes = 512;

// Where the name ends, and with it what may be the registry; whether the parts fit is not looked at.
Parts Split(std::string_view text) {
  Parts parts;
  const size_t at = text.find('@');
  if (at != std::string_view::npos) parts.digest = {"digest", text.substr(at + 1), at + 1};
  std::string_view name = text.substr(0, at);
  const size_t last_slash = name.rfind('/');
  const size_t colon = name.find(':', last_slash == std::string_view::npos ? 0 : last_slash);
  if (colon != std::string_view::npos) parts.tag = {"tag", name.substr(colon + 1), colon + 1};
  name = name.substr(0, colon);
  const size_t slash = name.find('/');
  const std::string_view first = name.substr(0, slash);
  const bool has_registry = slash != std::string_view::npos && IsRegistry(first);
  if (has_registry) parts.registry = {"registry", first, 0};
  const size_t begin = has_registry ? slash + 1 : 0;
  parts.repository = {"repository", name.substr(begin), begin};
  return parts;
}

}  // namespace

absl::Status Validate(const ImageReference& image) {
  const auto part = [](std::string_view name, std::string_view text) -> std::optional<Part> {
    if (text.empty()) return std::nullopt;
    return Part{name, text};
  };
  const Parts parts = {part("registry", image.registry),
                       {"repository", image.repository},
                       part("tag", image.tag),
                       part("digest", image.digest)};
  const std::optional<Problem> problem = FirstProblem(parts);
  if (!problem) return absl::OkStatus();
  return absl::InvalidArgumentError(std::string(problem->part.name) + " " + Shown(problem->part.text) + ": at offset " +
                                    std::to_string(problem->offset) + " " + problem->what);
}

absl::StatusOr<ImageReference> ParseImageReference(std::string_view text) {
  const Parts parts = Split(text);
  if (const std::optional<Problem> problem = FirstProblem(parts)) {
    const std::string rest = text.size() > kMaxShownBytes ? "..." : "";
    return absl::InvalidArgumentError("image reference " + Shown(text.substr(0, kMaxShownBytes)) + rest +
                                      ": at offset " + std::to_string(problem->part.begin + problem->offset) +
                                      ", in the " + std::string(problem->part.name) + ", " + problem->what);
  }
  const auto owned = [](const std::optional<Part>& part) { return part ? std::string(part->text) : std::string(); };
  return ImageReference{owned(parts.registry), std::string(parts.repository.text), owned(parts.tag),
                        owned(parts.digest)};
}

}  // namespace image_flags
