#include "tools/runner/cpu_quota.h"

#include <cmath>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace pawl {
namespace {

using Path = std::filesystem::path;

std::optional<std::string> FirstLine(const Path& path) {
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  return line;
}

// "50000 100000" of version 2; "max 100000" is no limit.
std::optional<double> OfVersion2(const Path& folder) {
  const std::optional<std::string> line = FirstLine(folder / "cpu.max");
  if (!line) return std::nullopt;
  std::istringstream words(*line);
  std::string quota;
  double period = 0;
  if (!(words >> quota >> period) || period <= 0) return std::nullopt;
  if (quota == "max") return INFINITY;
  std::istringstream number(quota);
  double granted = 0;
  if (!(number >> granted)) return std::nullopt;
  return granted / period;
}

// Two files of version 1; a quota below 0 is no limit.
std::optional<double> OfVersion1(const Path& folder) {
  std::istringstream quota(FirstLine(folder / "cpu.cfs_quota_us").value_or(""));
  std::istringstream period(FirstLine(folder / "cpu.cfs_period_us").value_or(""));
  double granted = 0;
  double of = 0;
  if (!(quota >> granted)) return std::nullopt;
  if (granted < 0) return INFINITY;
  if (!(period >> of) || of <= 0) return std::nullopt;
  return granted / of;
}

// This process's group in the hierarchy that has the CPU controller, and the folders where that may be mounted.
struct Hierarchy {
  std::vector<std::string> mounts;
  std::string group;
  std::optional<double> (*granted)(const Path& folder);
  std::string_view file;
};

// "0::/a/b" of version 2, "4:cpu,cpuacct:/a/b" of version 1.
std::vector<Hierarchy> Hierarchies(const Path& root) {
  std::vector<Hierarchy> hierarchies;
  std::ifstream file(root / "proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    const size_t first = line.find(':');
    const size_t second = line.find(':', first == std::string::npos ? first : first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string group = line.substr(second + 1);
    if (controllers.empty()) hierarchies.push_back({{""}, group, OfVersion2, "cpu.max"});
    if (("," + controllers + ",").find(",cpu,") != std::string::npos) {
      hierarchies.push_back({{controllers, "cpu"}, group, OfVersion1, "cpu.cfs_quota_us"});
    }
  }
  // A container may hide where it stands in the hierarchy, but not its own limit.
  if (hierarchies.empty()) hierarchies.push_back({{""}, "/", OfVersion2, "cpu.max"});
  return hierarchies;
}

}  // namespace

Reading<double> ReadCpuQuota(const Path& root) {
  Reading<double> tightest{std::nullopt, "/sys/fs/cgroup/cpu.max"};
  for (const Hierarchy& hierarchy : Hierarchies(root)) {
    for (const std::string& mount : hierarchy.mounts) {
      Path folder = Path("sys/fs/cgroup") / mount;
      const auto look = [&] {
        const std::optional<double> granted = hierarchy.granted(root / folder);
        if (granted && (!tightest.value || *granted < *tightest.value)) {
          tightest = {granted, "/" + (folder / hierarchy.file).lexically_normal().string()};
        }
      };
      look();
      for (const Path& part : Path(hierarchy.group).relative_path()) {
        folder /= part;
        look();
      }
    }
  }
  return tightest;
}

}  // namespace pawl
