#include "tools/runner/binary_size.h"

#include <chrono>
#include <fstream>
#include <optional>
#include <sstream>
#include <system_error>

#include "fmt/format.h"
#include "tools/runner/child.h"
#include "tools/runner/search_path.h"

namespace pawl {
namespace {

constexpr std::chrono::seconds kLongestAnswer{30};  // an archive of 1 GB takes one

// "   2083	      8	    128	   2219	    8ab	foo.o (ex libfoo.a)" -> 2083 + 8.
std::optional<int64_t> TextAndData(const std::string& line) {
  std::istringstream fields(line);
  int64_t text = 0;
  int64_t data = 0;
  if (!(fields >> text >> data) || text < 0 || data < 0) return std::nullopt;
  return text + data;
}

}  // namespace

absl::StatusOr<int64_t> BinarySize(const std::filesystem::path& archive, const std::string& search_path,
                                   const std::filesystem::path& folder) {
  const std::optional<std::filesystem::path> tool = InSearchPath(search_path, "size");
  if (!tool) {
    return absl::UnavailableError(fmt::format(
        "size is not installed (PATH is {}): install Debian's package with tools/setup, or apt-get install binutils",
        search_path));
  }
  const auto damaged = [&](const std::string& why) {
    return absl::DataLossError(fmt::format("{}: {}", archive.string(), why));
  };
  Child::Command command;
  command.argv = {tool->string(), "--format=berkeley", archive.string()};
  command.extra_environment = {"LC_ALL=C"};
  command.log = folder / "size.log";
  command.output = folder / "size.txt";
  command.name = "size";
  for (const std::filesystem::path& old : {command.log, command.output}) {
    std::error_code error;
    std::filesystem::remove(old, error);
  }
  absl::StatusOr<Child> child = Child::Start(command);
  if (!child.ok()) return damaged(std::string(child.status().message()));
  if (absl::Status end = child->Finish(kLongestAnswer); !end.ok()) return damaged(std::string(end.message()));
  std::ifstream output(command.output);
  std::string line;
  std::getline(output, line);  // the headings
  int64_t bytes = 0;
  int members = 0;
  while (std::getline(output, line)) {
    const std::optional<int64_t> of_member = TextAndData(line);
    if (!of_member) return damaged(fmt::format("size printed \"{}\", which is no line of numbers", line));
    bytes += *of_member;
    ++members;
  }
  if (members == 0) return damaged("size found no member in it: build the library again");
  return bytes;
}

}  // namespace pawl
