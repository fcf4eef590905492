#ifndef PAWL_IMPLS_LOG_AGGREGATOR_CORPUS_H_
#define PAWL_IMPLS_LOG_AGGREGATOR_CORPUS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "impls/log_aggregator/log_aggregator.h"

// Seeded messages for test and benchmark, and what to read their lines with.
namespace log_aggregator::corpus {

// One call of Log(), with three arguments.
struct Call {
  uint32_t source = 0;   // an index into Names()
  uint32_t message = 0;  // an index into Templates()
  Severity severity = Severity::kInfo;
  int64_t count = 0;
  double ms = 0;
  std::string text;
};

// Names of build steps, all different.
std::vector<std::string> Names(size_t count);

// 40 templates with three `{}` each.
std::vector<std::string> Templates();

// Messages of a build: templates by Zipf's law with exponent 1.1, lengths as text lognormal with median 60 and sigma
// 0.7 (as far as a template leaves a choice), sources in turn with some noise.
std::vector<Call> Calls(uint64_t seed, size_t count, size_t sources);

// A sample of what log files must survive: control characters, broken UTF-8, line ends, what looks like a marker.
std::vector<std::string> HostileTexts();

// A line taken apart.
struct Line {
  std::string time;
  char severity = 0;
  std::string source;  // as it is written
  std::string text;    // likewise
};

// False if `line` (without its newline) is none of the contract's.
bool ReadLine(std::string_view line, Line& read);

// Whether a text holds something that the aggregator added.
bool HasMarker(std::string_view text);

// The bytes that a text was made of; it holds no marker.
std::string Unescaped(std::string_view text);

// The parts between newlines; what comes after the last one is left out if it is empty.
std::vector<std::string> SplitLines(std::string_view bytes);

}  // namespace log_aggregator::corpus

#endif  // PAWL_IMPLS_LOG_AGGREGATOR_CORPUS_H_
