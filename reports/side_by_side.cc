#include "reports/side_by_side.h"

#include <algorithm>
#include <map>

#include "tools/model/case_name.h"
#include "tools/model/metric.h"
#include "tools/model/name_parts.h"

namespace pawl {
namespace {

class Ratios {
 public:
  explicit Ratios(const Result& result) {
    for (const CaseEvidence& evidence : result.evidence.cases) {
      if (evidence.time) floors_ns_.emplace(evidence.case_name, evidence.time->floor_ns);
    }
    for (const Row& row : result.rows) {
      if (row.comparison == kTimeRatio && row.current) judged_.emplace(row.case_name, *row.current);
    }
  }

  std::optional<double> Of(const std::string& case_name) const {
    const auto reference = ReferenceOf(case_name);
    if (!reference) return std::nullopt;
    if (const auto judged = judged_.find(case_name); judged != judged_.end()) return judged->second;
    const auto own = floors_ns_.find(case_name), other = floors_ns_.find(*reference);
    if (own == floors_ns_.end() || other == floors_ns_.end() || other->second <= 0) return std::nullopt;
    return own->second / other->second;
  }

 private:
  std::map<std::string, double, std::less<>> floors_ns_;
  std::map<std::string, double, std::less<>> judged_;
};

}  // namespace

std::vector<MeasuredOperation> SideBySide(const Result& result) {
  const Ratios ratios(result);
  std::vector<MeasuredOperation> operations;
  std::map<std::string, size_t> places;
  for (const CaseEvidence& evidence : result.evidence.cases) {
    if (evidence.size) continue;
    const std::string& name = evidence.case_name;
    const auto [place, is_new] = places.try_emplace(NameWithout(PartsOf(name), "impl"), operations.size());
    if (is_new) operations.push_back({name.substr(0, name.find('/')), place->first, {}});
    const auto implementation = ImplementationOf(name);
    operations[place->second].implementations.push_back(
        {std::string(implementation.value_or("")), &evidence, implementation && !ReferenceOf(name), ratios.Of(name)});
  }
  std::map<std::string, size_t> components;
  for (const MeasuredOperation& one : operations) components.try_emplace(one.component, components.size());
  std::stable_sort(operations.begin(), operations.end(), [&](const MeasuredOperation& a, const MeasuredOperation& b) {
    return components.at(a.component) < components.at(b.component);
  });
  return operations;
}

}  // namespace pawl
