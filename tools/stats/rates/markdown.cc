#include "tools/stats/rates/markdown.h"

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/stats/binomial_interval.h"
#include "tools/stats/check.h"

namespace pawl::stats {
namespace {

std::string Percent(double share) {
  if (share == 0) return "0";
  if (share < 1 && share > 0.9995) return "> 99.9 %";
  return fmt::format("{:.3g} %", share * 100);
}

}  // namespace

std::string Share(int64_t hits, int64_t trials) {
  Check(trials >= 1, "trials >= 1");
  return Percent(static_cast<double>(hits) / static_cast<double>(trials));
}

std::string ShareWithInterval(int64_t hits, int64_t trials) {
  const ProbabilityInterval interval = ClopperPearson(hits, trials);
  return fmt::format("{} ({} to {})", Share(hits, trials), Percent(interval.low), Percent(interval.high));
}

std::string MarkdownTable(const std::vector<std::string>& heading, const std::vector<std::vector<std::string>>& rows) {
  std::string text = fmt::format("| {} |\n|", fmt::join(heading, " | "));
  for (size_t i = 0; i < heading.size(); ++i) text += "---|";
  text += "\n";
  for (const std::vector<std::string>& row : rows) {
    Check(row.size() == heading.size(), "a row has as many cells as the heading");
    text += fmt::format("| {} |\n", fmt::join(row, " | "));
  }
  return text;
}

}  // namespace pawl::stats
