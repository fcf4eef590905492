#ifndef PAWL_TOOLS_STATS_RATES_MARKDOWN_H_
#define PAWL_TOOLS_STATS_RATES_MARKDOWN_H_

#include <cstdint>
#include <string>
#include <vector>

namespace pawl::stats {

// A share in three digits: "0", "0.0312 %", "98.4 %", "100 %". Never rounds to none or to all what isn't: "> 99.9 %".
std::string Share(int64_t hits, int64_t trials);

// Share with ClopperPearson's 95 % interval: "0 (0 to 0.0369 %)". Only for independent trials.
std::string ShareWithInterval(int64_t hits, int64_t trials);

// A table; every row has as many cells as the heading. Ends with a newline.
std::string MarkdownTable(const std::vector<std::string>& heading, const std::vector<std::vector<std::string>>& rows);

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_RATES_MARKDOWN_H_
