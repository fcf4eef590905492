#include "tools/model/case_name.h"

#include <algorithm>
#include <numeric>

namespace pawl {
namespace {

constexpr std::string_view kImplKey = "impl:";

struct Range {
  size_t begin;
  size_t size;
};

// Where the implementation's name stands: after "impl:" at the start of a path element.
std::optional<Range> FindImplementation(std::string_view case_name) {
  for (size_t at = case_name.find(kImplKey); at != std::string_view::npos; at = case_name.find(kImplKey, at + 1)) {
    if (at != 0 && case_name[at - 1] != '/') continue;
    const size_t begin = at + kImplKey.size();
    const size_t end = std::min(case_name.find('/', begin), case_name.size());
    return Range{begin, end - begin};
  }
  return std::nullopt;
}

size_t EditDistance(std::string_view a, std::string_view b) {
  // Names of one component share most of both ends, which no shortest edit touches.
  while (!a.empty() && !b.empty() && a.front() == b.front()) {
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  while (!a.empty() && !b.empty() && a.back() == b.back()) {
    a.remove_suffix(1);
    b.remove_suffix(1);
  }
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row.back();
}

}  // namespace

std::optional<std::string_view> ImplementationOf(std::string_view case_name) {
  const auto range = FindImplementation(case_name);
  if (!range) return std::nullopt;
  return case_name.substr(range->begin, range->size);
}

std::string WithImplementation(std::string_view case_name, std::string_view implementation) {
  const auto range = FindImplementation(case_name);
  return std::string(case_name).replace(range->begin, range->size, implementation);
}

std::optional<std::string> ReferenceOf(std::string_view case_name) {
  const auto implementation = ImplementationOf(case_name);
  if (!implementation || *implementation == "baseline") return std::nullopt;
  return WithImplementation(case_name, "baseline");
}

std::string Nearest(std::string_view name, const std::vector<std::string>& candidates) {
  std::string nearest;
  size_t best = name.size() / 3 + 1;
  for (const std::string& candidate : candidates) {
    const size_t distance = EditDistance(name, candidate);
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

}  // namespace pawl
