#include "tools/model/key.h"

#include <array>
#include <vector>

#include "fmt/format.h"

namespace pawl {
namespace {

constexpr std::array<std::string_view, 9> kFields = {
    "architecture", "compiler",   "standard library",     "flags", "measurement semantics", "cpu",
    "cpu count",    "hypervisor", "address randomisation"};

std::vector<std::string_view> Split(std::string_view key) {
  std::vector<std::string_view> fields;
  while (true) {
    const size_t end = key.find_first_of("-/");
    fields.push_back(key.substr(0, end));
    if (end == std::string_view::npos) return fields;
    key.remove_prefix(end + 1);
  }
}

}  // namespace

std::string BuildKey::Text() const {
  return fmt::format("{}-{}-{}-{}-m{}", architecture, compiler, library, flags, kMeasurementSemantics);
}

std::string MachineKey::Text() const { return fmt::format("{}-{}cpu-{}-aslr{}", cpu, cpus, hypervisor, aslr); }

std::string TimeKey(const BuildKey& build, const MachineKey& machine) { return build.Text() + "/" + machine.Text(); }

std::string DescribeDifference(std::string_view stored, std::string_view current) {
  if (stored == current) return "";
  const auto was = Split(stored);
  const auto is = Split(current);
  if (was.size() != is.size() || was.size() > kFields.size()) return fmt::format("key {} -> {}", stored, current);
  std::vector<std::string> differences;
  for (size_t i = 0; i < was.size(); ++i) {
    if (was[i] != is[i]) differences.push_back(fmt::format("{} {} -> {}", kFields[i], was[i], is[i]));
  }
  return fmt::format("{}", fmt::join(differences, ", "));
}

}  // namespace pawl
