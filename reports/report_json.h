#ifndef PAWL_REPORTS_REPORT_JSON_H_
#define PAWL_REPORTS_REPORT_JSON_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/model/result.h"

namespace pawl {

inline constexpr int kReportSchema = 1;

// Several results as one JSON object: {"schema", "title", "command", "results"}, each result as ToJson() writes it.
// docs/formats.md describes every field.
std::string RenderReportJson(const std::vector<Result>& results, std::string_view title, std::string_view command);

// Whether the text is meant to be one: told by its first fields, so that a damaged one is, too.
bool IsReportJson(const std::string& text);

// Its results. `origin` names the text in errors. InvalidArgument for a newer schema, truncated text and what is none;
// then nothing of it is read.
absl::StatusOr<std::vector<Result>> ResultsFromReportJson(const std::string& text, const std::string& origin);

}  // namespace pawl

#endif  // PAWL_REPORTS_REPORT_JSON_H_
