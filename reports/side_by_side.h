#ifndef PAWL_REPORTS_SIDE_BY_SIDE_H_
#define PAWL_REPORTS_SIDE_BY_SIDE_H_

#include <optional>
#include <string>
#include <vector>

#include "tools/model/result.h"

namespace pawl {

// One implementation of an operation at one size, as it was measured.
struct MeasuredImplementation {
  std::string name;                  // empty: the case's name has none
  const CaseEvidence* evidence;      // borrowed from the result
  bool reference = false;            // what the others' ratios are to
  std::optional<double> time_ratio;  // to the reference: the judged one where a row holds it, else that of the floors
};

// The implementations of one operation at one size.
struct MeasuredOperation {
  std::string component;  // of the case names, before the first '/'
  std::string name;       // of the cases, without their implementation
  std::vector<MeasuredImplementation> implementations;
};

// What one target measured, operations of a component next to each other, all in the order in which the result names
// them. Sizes of what never runs are left out: their rows say all of it.
std::vector<MeasuredOperation> SideBySide(const Result& result);

}  // namespace pawl

#endif  // PAWL_REPORTS_SIDE_BY_SIDE_H_
