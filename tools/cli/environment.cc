#include "tools/cli/environment.h"

#include <cstdint>
#include <fstream>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/model/key.h"

namespace pawl {
namespace {

std::string Fact(const std::map<std::string, std::string>& facts, const std::string& name) {
  const auto found = facts.find(name);
  return found == facts.end() || found->second.empty() ? "unknown" : found->second;
}

// FNV-1a: the hash stands in committed files, so it must never change with a library's version.
uint32_t StableHash(const std::string& text) {
  uint32_t hash = 2166136261U;
  for (unsigned char c : text) hash = (hash ^ c) * 16777619U;
  return hash;
}

void ReadStatus(const std::string& path, Environment& environment) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const size_t space = line.find(' ');
    if (space == std::string::npos) continue;
    const std::string value = line.substr(space + 1);
    if (line.starts_with("STABLE_GIT_COMMIT ")) environment.commit = value;
    if (line.starts_with("STABLE_GIT_DIRTY ")) environment.dirty = value == "1";
  }
}

}  // namespace

Environment DescribeEnvironment(const Plan& plan, const std::map<std::string, std::string>& facts,
                                const Machine& machine) {
  Environment environment;
  environment.build_key = BuildKeyOf(facts, plan.compiler_flags);
  environment.time_key = TimeKey(environment.build_key, machine.key);
  environment.cpu_model = machine.cpu_model;
  environment.cpu_features = machine.cpu_features;
  environment.compiler = Fact(facts, "compiler");
  environment.compiler_flags = fmt::format("{}", fmt::join(plan.compiler_flags, " "));
  environment.benchmark_library = Fact(facts, "benchmark");
  environment.kernel = machine.kernel;
  ReadStatus(plan.status_file, environment);
  return environment;
}

std::string BuildKeyOf(const std::map<std::string, std::string>& facts, const std::vector<std::string>& flags) {
  BuildKey key;
  key.architecture = Fact(facts, "architecture");
  key.compiler = Fact(facts, "compiler");
  key.library = Fact(facts, "library");
  key.flags = fmt::format("f{:08x}", StableHash(fmt::format("{}", fmt::join(flags, "\n"))));
  return key.Text();
}

}  // namespace pawl
