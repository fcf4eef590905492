#include "tools/gate/stored_rows.h"

#include <utility>

#include "fmt/format.h"
#include "tools/model/metric.h"

namespace pawl {

Row BothSides(const std::string& case_name, std::string_view comparison, std::string_view unit, double before,
              double now) {
  Row row;
  row.case_name = case_name;
  row.comparison = comparison;
  row.unit = unit;
  row.stored = before;
  row.current = now;
  return row;
}

Row Without(const std::string& case_name, std::string_view comparison, Verdict verdict, std::string reason) {
  Row row;
  row.case_name = case_name;
  row.comparison = comparison;
  row.verdict = verdict;
  row.reason = std::move(reason);
  return row;
}

Row OneSided(const std::string& case_name, std::string_view comparison, bool only_in_now) {
  Row row = Without(case_name, comparison, only_in_now ? Verdict::kNew : Verdict::kMissing,
                    only_in_now ? "only in B" : "only in A");
  row.allowed = "compare, which lists what only one file has";
  return row;
}

std::string EitherSays(const std::optional<std::string>& before, const std::optional<std::string>& now) {
  std::string text;
  if (before) text = "A: " + *before;
  if (now) text += (text.empty() ? "B: " : "; B: ") + *now;
  return text;
}

std::string CounterName(const std::string& counter) {
  return FindMetric(BuiltInMetrics(), counter) == nullptr ? counter : counter + "(counter)";
}

Row CounterRow(const std::string& case_name, const std::string& counter, std::string_view unit, double before,
               double now, bool constant) {
  Row row = BothSides(case_name, CounterName(counter), unit, before, now);
  if (constant && before == now) {
    row.verdict = Verdict::kOk;
    row.level = "exact: every value is the same";
    return row;
  }
  row.verdict = Verdict::kUnstable;
  row.level = "shown, not judged";
  row.reason = "a user counter: nothing in the files says which way is worse, or how far it moves by itself";
  return row;
}

}  // namespace pawl
