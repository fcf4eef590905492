#ifndef PAWL_TOOLS_CLI_BENCHMARK_PLACES_H_
#define PAWL_TOOLS_CLI_BENCHMARK_PLACES_H_

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "reports/annotations.h"

namespace pawl {

// Finds the lines of benchmarks in the sources of a checkout. A result does not name its sources, so all C++ files of
// the target's package are searched, and each package is read once. Nothing is found where the checkout is another one,
// the target is of an external repository, or the name is put together at run time.
class BenchmarkPlaces {
 public:
  // `checkout` is the folder that labels are relative to.
  explicit BenchmarkPlaces(std::filesystem::path checkout) : checkout_(std::move(checkout)) {}

  SourcePlace Find(const std::string& target, const std::string& case_name);

 private:
  struct Source {
    std::string path;  // relative to the checkout
    std::string text;
  };

  const std::vector<Source>& SourcesOf(const std::string& package);
  void Collect(const std::filesystem::path& folder, std::vector<Source>& sources) const;

  std::filesystem::path checkout_;
  std::map<std::string, std::vector<Source>> packages_;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_BENCHMARK_PLACES_H_
