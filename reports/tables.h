#ifndef PAWL_REPORTS_TABLES_H_
#define PAWL_REPORTS_TABLES_H_

#include <optional>
#include <string_view>
#include <vector>

#include "reports/markup.h"
#include "reports/rows.h"

namespace pawl {

// A verdict as shape and word.
Markup Badge(Verdict verdict);

// A number as `text`; hovering shows all its digits, in base units, where the text has fewer.
Markup Number(std::optional<double> value, std::string_view unit, std::string_view text);

// A table for claims; one for comparisons, and one more, folded if there are many, for those that need no attention.
Markup ClaimsSection(const std::vector<ListedRow>& claims);
Markup ComparisonsSection(const std::vector<ListedRow>& comparisons);

}  // namespace pawl

#endif  // PAWL_REPORTS_TABLES_H_
