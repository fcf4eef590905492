#include "tools/runner/surroundings.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string_view>
#include <system_error>
#include <vector>

#include "tools/runner/cpu_quota.h"

namespace pawl {
namespace {

using Path = std::filesystem::path;

constexpr char kCpus[] = "/sys/devices/system/cpu";

// Processes that keep cores and caches busy while others build.
constexpr std::array<std::string_view, 9> kCompilers = {"cc1",    "cc1plus", "lto1",   "ld",   "ld.gold",
                                                        "ld.lld", "mold",    "clang*", "rustc"};

bool IsNumber(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::vector<Path> Entries(const Path& folder) {
  std::vector<Path> entries;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    entries.push_back(at->path());
  }
  return entries;
}

class Files {
 public:
  explicit Files(const Path& root) : root_(root) {}

  Path Under(std::string_view file) const { return root_ / Path(file).relative_path(); }

  // An empty line is none: these files always say something.
  std::optional<std::string> FirstLine(std::string_view name) const {
    std::ifstream file(Under(name));
    std::string line;
    if (!std::getline(file, line) || line.empty()) return std::nullopt;
    return line;
  }

  Reading<std::string> Line(const char* name) const { return {FirstLine(name), name}; }

  // "0" or "1", of which `yes` means true.
  Reading<bool> Switch(const std::string& name, std::string_view yes) const {
    const std::optional<std::string> line = FirstLine(name);
    if (line != "0" && line != "1") return {std::nullopt, name};
    return {*line == yes, name};
  }

 private:
  Path root_;
};

Reading<std::set<std::string>> Governors(const Files& files) {
  std::set<std::string> governors;
  for (const Path& cpu : Entries(files.Under(kCpus))) {
    std::ifstream file(cpu / "cpufreq/scaling_governor");
    std::string governor;
    if (std::getline(file, governor) && !governor.empty()) governors.insert(governor);
  }
  Reading<std::set<std::string>> reading{std::nullopt, std::string(kCpus) + "/cpu*/cpufreq/scaling_governor"};
  if (!governors.empty()) reading.value = governors;
  return reading;
}

Reading<bool> Turbo(const Files& files) {
  const Reading<bool> intel = files.Switch(std::string(kCpus) + "/intel_pstate/no_turbo", "0");
  const Reading<bool> others = files.Switch(std::string(kCpus) + "/cpufreq/boost", "1");
  return others.value.value_or(false) || !intel.value ? others : intel;
}

Reading<double> Load(const Files& files) {
  Reading<double> reading{std::nullopt, "/proc/loadavg"};
  std::istringstream line(files.FirstLine(reading.file).value_or(""));
  double load = 0;
  if (line >> load && load >= 0) reading.value = load;
  return reading;
}

// "0-3,6": how many that are.
Reading<int> OnlineCpus(const Files& files) {
  Reading<int> reading{std::nullopt, std::string(kCpus) + "/online"};
  std::istringstream ranges(files.FirstLine(reading.file).value_or(""));
  int cpus = 0;
  for (std::string range; std::getline(ranges, range, ',');) {
    std::istringstream ends(range);
    int first = 0;
    int last = 0;
    char dash = 0;
    if (!(ends >> first)) return reading;
    if (!(ends >> dash >> last)) last = first;
    cpus += last - first + 1;
  }
  if (cpus > 0) reading.value = cpus;
  return reading;
}

// "cpu  user nice system idle iowait irq softirq steal ...", in ticks since boot.
Reading<double> Steal(const Files& files) {
  constexpr size_t kSteal = 7;
  Reading<double> reading{std::nullopt, "/proc/stat"};
  std::istringstream line(files.FirstLine(reading.file).value_or(""));
  std::string name;
  line >> name;
  std::vector<double> ticks;
  for (double count = 0; ticks.size() <= kSteal && line >> count;) ticks.push_back(count);
  double all = 0;
  for (double count : ticks) all += count;
  if (name == "cpu" && ticks.size() > kSteal && all > 0) reading.value = ticks[kSteal] / all;
  return reading;
}

// "always [madvise] never": the one in brackets.
Reading<std::string> HugePages(const Files& files) {
  Reading<std::string> reading = files.Line("/sys/kernel/mm/transparent_hugepage/enabled");
  if (!reading.value) return reading;
  const size_t open = reading.value->find('[');
  const size_t close = reading.value->find(']');
  if (open == std::string::npos || close == std::string::npos || close < open) return {std::nullopt, reading.file};
  return {reading.value->substr(open + 1, close - open - 1), reading.file};
}

bool IsCompiler(std::string_view name) {
  return std::any_of(kCompilers.begin(), kCompilers.end(), [&](std::string_view one) {
    return one.ends_with('*') ? name.starts_with(one.substr(0, one.size() - 1)) : name == one;
  });
}

void ReadProcesses(const std::string& own_test, const Files& files, Surroundings& surroundings) {
  constexpr std::string_view kName = "TEST_TARGET=";
  surroundings.other_tests.file = "/proc/*/environ";
  surroundings.compilers.file = "/proc/*/comm";
  std::set<std::string> tests;
  std::map<std::string, int> compilers;
  bool any = false;
  for (const Path& process : Entries(files.Under("/proc"))) {
    if (!IsNumber(process.filename().native())) continue;
    any = true;
    std::ifstream variables(process / "environ", std::ios::binary);
    for (std::string entry; std::getline(variables, entry, '\0');) {
      if (entry.starts_with(kName) && entry.substr(kName.size()) != own_test) tests.insert(entry.substr(kName.size()));
    }
    std::ifstream comm(process / "comm");
    std::string name;
    if (std::getline(comm, name) && IsCompiler(name)) ++compilers[name];
  }
  if (!any) return;  // not even this process is there
  surroundings.other_tests.value = std::move(tests);
  surroundings.compilers.value = std::move(compilers);
}

}  // namespace

Surroundings ReadSurroundings(const std::string& own_test, const Path& root) {
  const Files files(root);
  Surroundings surroundings;
  surroundings.randomisation = files.Line("/proc/sys/kernel/randomize_va_space");
  surroundings.governors = Governors(files);
  surroundings.turbo = Turbo(files);
  surroundings.load = Load(files);
  surroundings.quota_cpus = ReadCpuQuota(root);
  surroundings.online_cpus = OnlineCpus(files);
  surroundings.smt = files.Switch(std::string(kCpus) + "/smt/active", "1");
  surroundings.steal = Steal(files);
  surroundings.huge_pages = HugePages(files);
  surroundings.perf_event_paranoid = files.Line("/proc/sys/kernel/perf_event_paranoid");
  ReadProcesses(own_test, files, surroundings);
  return surroundings;
}

}  // namespace pawl
