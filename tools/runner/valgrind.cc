#include "tools/runner/valgrind.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>
#include <utility>

#include "fmt/format.h"
#include "tools/runner/child.h"
#include "tools/runner/search_path.h"

namespace pawl {
namespace {

constexpr int kOldestMajor = 3;
constexpr int kOldestMinor = 15;  // what its callgrind dumps was only read from this one on
constexpr char kRemedy[] = "install Debian's package with tools/setup, or apt-get install valgrind";
constexpr std::chrono::seconds kLongestAnswer{30};

absl::StatusOr<std::string> AskVersion(const std::filesystem::path& binary, const std::filesystem::path& log) {
  std::error_code error;
  std::filesystem::remove(log, error);
  absl::StatusOr<Child> child = Child::Start({{binary.string(), "--version"}, {}, log});
  if (!child.ok()) return child.status();
  // It closes the pipe, into which it writes nothing, when it ends.
  (void)child->ReadLine(kLongestAnswer);
  std::ifstream file(log, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

absl::StatusOr<Valgrind> FindValgrind(const std::string& path, const std::filesystem::path& log) {
  Valgrind valgrind{InSearchPath(path, "valgrind").value_or(""), ""};
  if (valgrind.binary.empty()) {
    return absl::UnavailableError(fmt::format("valgrind is not installed (PATH is {}): {}", path, kRemedy));
  }
  const absl::StatusOr<std::string> said = AskVersion(valgrind.binary, log);
  if (!said.ok()) return absl::UnavailableError(said.status().message());
  int major = 0;
  int minor = 0;
  if (std::sscanf(said->c_str(), "valgrind-%d.%d", &major, &minor) != 2) {
    return absl::UnavailableError(fmt::format("{} --version said \"{}\", which is no version of valgrind: {}",
                                              valgrind.binary.string(), said->substr(0, said->find('\n')), kRemedy));
  }
  valgrind.version = said->substr(std::string_view("valgrind-").size());
  valgrind.version.erase(std::min(valgrind.version.find_first_of(" -/\n"), valgrind.version.size()));
  if (std::pair(major, minor) < std::pair(kOldestMajor, kOldestMinor)) {
    return absl::UnavailableError(fmt::format("{} is valgrind {}, which is older than {}.{}: {}",
                                              valgrind.binary.string(), valgrind.version, kOldestMajor, kOldestMinor,
                                              kRemedy));
  }
  return valgrind;
}

std::vector<std::string> UnderCallgrind(const Valgrind& valgrind, const std::filesystem::path& output,
                                        const std::vector<std::string>& command) {
  std::string pattern;
  for (const char c : output.string()) pattern += c == '%' ? "%%" : std::string(1, c);
  std::vector<std::string> argv = {valgrind.binary.string(),
                                   "--command-line-only=yes",
                                   "--tool=callgrind",
                                   "--quiet",
                                   "--vgdb=no",  // would leave pipes in the temporary folder
                                   "--instr-atstart=no",
                                   "--callgrind-out-file=" + pattern};
  argv.insert(argv.end(), command.begin(), command.end());
  return argv;
}

}  // namespace pawl
