#include "reports/report_json.h"

#include <exception>
#include <utility>

#include "fmt/format.h"
#include "tools/model/quick_json.h"

namespace pawl {

using nlohmann::ordered_json;

std::string RenderReportJson(const std::vector<Result>& results, std::string_view title, std::string_view command) {
  // The results are put in as text: parsing ToJson() again would sort their fields and take seconds for many cases.
  const ordered_json head = {{"schema", kReportSchema}, {"title", title}, {"command", command}};
  std::string text = head.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  text.back() = ',';
  text += "\"results\":[";
  for (size_t i = 0; i < results.size(); ++i) text += (i == 0 ? "\n" : ",\n") + ToJson(results[i]);
  return text + "]}\n";
}

bool IsReportJson(const std::string& text) {
  // A damaged report is one, too: whoever reads it says what is wrong.
  const size_t results = text.find("\"results\"");
  const size_t target = text.find("\"target\"");
  return text.starts_with('{') && results != std::string::npos && (target == std::string::npos || results < target);
}

absl::StatusOr<std::vector<Result>> ResultsFromReportJson(const std::string& text, const std::string& origin) {
  try {
    const ordered_json document = ordered_json::parse(text);
    const int schema = document.at("schema").get<int>();
    if (schema > kReportSchema) {
      return absl::InvalidArgumentError(fmt::format(
          "{}: written by a newer Pawl (schema {} of reports, this one reads up to {}): update this checkout", origin,
          schema, kReportSchema));
    }
    std::vector<Result> results;
    for (const ordered_json& one : document.at("results")) {
      absl::StatusOr<Result> result =
          ResultFromJson(one.dump(), fmt::format("{} (result {})", origin, results.size() + 1));
      if (!result.ok()) return result.status();
      results.push_back(*std::move(result));
    }
    return results;
  } catch (const std::exception& error) {
    return absl::InvalidArgumentError(
        fmt::format("{}: not a report of Pawl, or damaged ({}): write it again with --json", origin, error.what()));
  }
}

}  // namespace pawl
