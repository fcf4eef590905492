#ifndef PAWL_TOOLS_DOCTOR_VIEWS_H_
#define PAWL_TOOLS_DOCTOR_VIEWS_H_

#include <string>

#include "tools/doctor/findings.h"

namespace pawl {

inline constexpr int kDiagnosisSchema = 1;

// A line for each finding, with meaning and remedy below those that are not ok; a table of the noise; and a last
// sentence that says whether gates can measure here.
std::string RenderDiagnosis(const Diagnosis& diagnosis);

// The same with every number, as one document: {"schema": 1, "exit_code", "machine", "findings", "noise"}. Ratios are
// fractions; absent ones are null.
std::string ToJson(const Diagnosis& diagnosis);

}  // namespace pawl

#endif  // PAWL_TOOLS_DOCTOR_VIEWS_H_
