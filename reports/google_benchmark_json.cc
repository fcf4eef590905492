#include "reports/google_benchmark_json.h"

#include <charconv>
#include <map>
#include <string_view>
#include <system_error>

#include "nlohmann/json.hpp"
#include "tools/model/name_parts.h"

namespace pawl {
namespace {

using nlohmann::json;

// As the library does, each case says how many threads its name asks for.
int ThreadsOf(const std::string& case_name) {
  for (const NamePart& part : PartsOf(case_name)) {
    int threads = 0;
    const std::string_view value = part.value;
    if (part.key == "threads" &&
        std::from_chars(value.data(), value.data() + value.size(), threads).ec == std::errc()) {
      return threads;
    }
  }
  return 1;
}

json Entry(const CaseEvidence& evidence) {
  // Readers take for granted that every entry has all of these.
  return {{"name", evidence.case_name}, {"run_name", evidence.case_name},
          {"run_type", "iteration"},    {"iterations", 0},
          {"real_time", 0.0},           {"cpu_time", 0.0},
          {"time_unit", "ns"},          {"threads", ThreadsOf(evidence.case_name)}};
}

class Repeated {
 public:
  // The number of repetitions stands in each of them, and is known only at the end.
  void Count(const CaseEvidence& evidence) { totals_[evidence.case_name] += SlicesOf(evidence); }

  void Write(const CaseEvidence& evidence, json& entries) {
    const std::string& name = evidence.case_name;
    json entry = Entry(evidence);
    entry["repetitions"] = totals_.at(name);
    if (evidence.error) {
      entry["repetition_index"] = written_[name]++;
      entry["error_occurred"] = true;
      entry["error_message"] = *evidence.error;
      entries.push_back(std::move(entry));
      return;
    }
    entry["iterations"] = evidence.iterations_per_slice;
    for (const ProcessTimes& process : evidence.times) {
      for (const double ns : process.ns) {
        entry["repetition_index"] = written_[name]++;
        entry["real_time"] = entry["cpu_time"] = ns;
        entries.push_back(entry);
      }
    }
  }

 private:
  static int SlicesOf(const CaseEvidence& evidence) {
    if (evidence.error) return 1;
    size_t slices = 0;
    for (const ProcessTimes& process : evidence.times) slices += process.ns.size();
    return static_cast<int>(slices);
  }

  std::map<std::string_view, int> totals_;
  std::map<std::string_view, int> written_;
};

}  // namespace

std::string RenderGoogleBenchmarkJson(const std::vector<Result>& results) {
  Repeated repeated;
  json context = {{"library_build_type", "release"}, {"json_schema_version", 1}}, entries = json::array();
  for (const Result& result : results) {
    if (!result.environment.cpu_model.empty()) context["cpu_model"] = result.environment.cpu_model;
    if (!result.environment.commit.empty()) context["commit"] = result.environment.commit;
    for (const CaseEvidence& evidence : result.evidence.cases) repeated.Count(evidence);
  }
  for (const Result& result : results) {
    for (const CaseEvidence& evidence : result.evidence.cases) repeated.Write(evidence, entries);
  }
  const json document = {{"context", std::move(context)}, {"benchmarks", std::move(entries)}};
  return document.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace pawl
