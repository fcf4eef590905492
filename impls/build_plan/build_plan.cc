#include "impls/build_plan/build_plan.h"

#include <sys/stat.h>

#include <algorithm>

namespace build_plan {
namespace {

struct Names {
  BuildKind kind;
  std::array<std::string_view, 4> endings;  // "" for none
  std::array<std::string_view, 8> names;
};

// What the usual tools of each language read.
constexpr Names kNames[] = {
    {BuildKind::kGo, {".go", ".s"}, {"go.mod", "go.sum", "go.work", "go.work.sum"}},
    {BuildKind::kMaven, {".java", ".kt", ".properties"}, {"pom.xml", "settings.xml", "mvnw"}},
    {BuildKind::kPython,
     {".py", ".pyi", ".pyx"},
     {"requirements.txt", "pyproject.toml", "setup.cfg", "Pipfile", "Pipfile.lock", "poetry.lock"}},
};

bool Ends(std::string_view name, std::string_view ending) { return !ending.empty() && name.ends_with(ending); }

}  // namespace

std::string_view NameOf(BuildKind kind) {
  constexpr std::array<std::string_view, kBuildKinds.size()> kNamesOfKinds = {"service", "go", "maven", "python"};
  return kNamesOfKinds[static_cast<size_t>(kind)];
}

KindSet KindsOf(std::string_view name) {
  KindSet kinds = SetOf(BuildKind::kService);
  for (const Names& row : kNames) {
    const bool is_input =
        std::any_of(row.endings.begin(), row.endings.end(), [name](auto ending) { return Ends(name, ending); }) ||
        std::find(row.names.begin(), row.names.end(), name) != row.names.end();
    if (is_input) kinds |= SetOf(row.kind);
  }
  return kinds;
}

bool IsDockerfile(std::string_view name) {
  for (const std::string_view file : {"Dockerfile", "Containerfile"}) {
    if (name == file) return true;
    const bool longer = name.size() > file.size() + 1;
    if (longer && name.starts_with(file) && name[file.size()] == '.') return true;
    if (longer && name.ends_with(file) && name[name.size() - file.size() - 1] == '.') return true;
  }
  return false;
}

FileType TypeOf(unsigned mode) {
  switch (mode & S_IFMT) {
    case S_IFREG:
      return FileType::kFile;
    case S_IFLNK:
      return FileType::kLink;
    case S_IFDIR:
      return FileType::kDirectory;
    default:
      return FileType::kOther;
  }
}

}  // namespace build_plan
