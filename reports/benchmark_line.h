#ifndef PAWL_REPORTS_BENCHMARK_LINE_H_
#define PAWL_REPORTS_BENCHMARK_LINE_H_

#include <string_view>

namespace pawl {

struct BenchmarkLine {
  int line = 0;        // from 1; 0: it is not written there
  size_t matched = 0;  // bytes of the case's name that are written there; more is surer
};

// The line of a benchmark's source where a case is named: the string literal with its name, or with the beginning of it
// that ends at a '/' and has at least two parts ("component/Operation" of ForEachImpl); else the BENCHMARK macro that
// names its function or fixture. The longest beginning wins, then the first line. What a program puts together from
// smaller parts is not found. Comments count for nothing. Pure; linear in text x parts of the name.
BenchmarkLine FindBenchmark(std::string_view source, std::string_view case_name);

}  // namespace pawl

#endif  // PAWL_REPORTS_BENCHMARK_LINE_H_
