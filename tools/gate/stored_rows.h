#ifndef PAWL_TOOLS_GATE_STORED_ROWS_H_
#define PAWL_TOOLS_GATE_STORED_ROWS_H_

#include <optional>
#include <string>
#include <string_view>

#include "tools/model/result.h"

// Rows of a comparison of two files that are alike whoever wrote these.
namespace pawl {

// A row with both numbers.
Row BothSides(const std::string& case_name, std::string_view comparison, std::string_view unit, double before,
              double now);

// A row with a verdict and no numbers.
Row Without(const std::string& case_name, std::string_view comparison, Verdict verdict, std::string reason);

// `missing` or `new`: what only one file has. Listed, and no failure.
Row OneSided(const std::string& case_name, std::string_view comparison, bool only_in_now);

// "A: no file; B: killed", of what either side says; empty if neither says anything.
std::string EitherSays(const std::optional<std::string>& before, const std::optional<std::string>& now);

// As rows name a user counter: a stranger's may have the name of a metric of Pawl's, which means something else.
std::string CounterName(const std::string& counter);

// A user counter, whose values nobody declared better or worse.
Row CounterRow(const std::string& case_name, const std::string& counter, std::string_view unit, double before,
               double now, bool constant);

}  // namespace pawl

#endif  // PAWL_TOOLS_GATE_STORED_ROWS_H_
