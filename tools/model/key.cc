#include "tools/model/key.h"

#include <array>
#include <vector>

#include "fmt/format.h"
#include "fmt/ranges.h"

namespace pawl {
namespace {

constexpr std::array<std::string_view, 5> kBuildFields = {"architecture", "compiler", "standard library", "flags",
                                                          "measurement semantics"};
constexpr std::array<std::string_view, 4> kMachineFields = {"cpu", "cpu count", "hypervisor", "address randomisation"};
constexpr std::array<std::string_view, 3> kInstructionFields = {"valgrind", "loaded libraries", "instruction set"};

// The names of a key's fields; empty for text that is no key. The kinds differ in the number of their fields.
std::vector<std::string_view> FieldsOf(size_t count) {
  std::vector<std::string_view> fields(kBuildFields.begin(), kBuildFields.end());
  if (count == kBuildFields.size() + kMachineFields.size()) {
    fields.insert(fields.end(), kMachineFields.begin(), kMachineFields.end());
  } else if (count == kBuildFields.size() + kInstructionFields.size()) {
    fields.insert(fields.end(), kInstructionFields.begin(), kInstructionFields.end());
  } else if (count != kBuildFields.size()) {
    fields.clear();
  }
  return fields;
}

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

std::string InstructionKey::Text() const {
  return fmt::format("valgrind{}-l{}-{}", valgrind, libraries, instruction_set);
}

std::string KeyOfInstructions(std::string_view build, const InstructionKey& instructions) {
  return fmt::format("{}/{}", build, instructions.Text());
}

std::string TimeKey(std::string_view build, const MachineKey& machine) {
  return fmt::format("{}/{}", build, machine.Text());
}

std::string DescribeDifference(std::string_view stored, std::string_view current) {
  if (stored == current) return "";
  const auto was = Split(stored);
  const auto is = Split(current);
  const std::vector<std::string_view> fields = FieldsOf(is.size());
  if (was.size() != is.size() || fields.empty()) return fmt::format("key {} -> {}", stored, current);
  std::vector<std::string> differences;
  for (size_t i = 0; i < was.size(); ++i) {
    if (was[i] != is[i]) differences.push_back(fmt::format("{} {} -> {}", fields[i], was[i], is[i]));
  }
  return fmt::format("{}", fmt::join(differences, ", "));
}

}  // namespace pawl
