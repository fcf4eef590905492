#ifndef PAWL_TOOLS_RUNNER_FAKE_MEASUREMENT_H_
#define PAWL_TOOLS_RUNNER_FAKE_MEASUREMENT_H_

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "tools/runner/fake_worker.h"
#include "tools/runner/measurement.h"

namespace pawl {

inline constexpr char kBaseline[] = "sums/Add/impl:baseline/n:8";
inline constexpr char kOptimized[] = "sums/Add/impl:optimized/n:8";

// A fake binary and a measurement of all its cases, each in a group of its own or all in one.
class FakeMeasurement {
 public:
  explicit FakeMeasurement(std::vector<FakeCase> cases, uint64_t seed = 1)
      : factory(std::move(cases)), measurement(factory, seed) {}

  void SelectTogether() {
    ASSERT_TRUE(measurement.Open(true).ok());
    Group all;
    for (const WorkerCase& c : measurement.Cases()) all.push_back(c.name);
    measurement.Select({all});
  }

  void SelectApart() {
    ASSERT_TRUE(measurement.Open(true).ok());
    std::vector<Group> groups;
    for (const WorkerCase& c : measurement.Cases()) groups.push_back({c.name});
    measurement.Select(groups);
  }

  // Times every group in one process more.
  void Time() {
    std::set<size_t> groups;
    for (size_t i = 0; i < measurement.Groups().size(); ++i) groups.insert(i);
    measurement.TimeOneProcess(groups);
  }

  CaseSamples Of(const std::string& name) const {
    for (CaseSamples& samples : measurement.Samples()) {
      if (samples.case_name == name) return samples;
    }
    ADD_FAILURE() << "no samples of " << name;
    return {};
  }

  std::string Error(const std::string& name) const { return Of(name).error.value_or(""); }

  std::vector<FakeCall> Calls(const std::string& name, FakeRequest request) const {
    std::vector<FakeCall> calls;
    for (const FakeCall& call : factory.Log()) {
      if (call.case_name == name && call.request == request) calls.push_back(call);
    }
    return calls;
  }

  FakeWorkerFactory factory;
  Measurement measurement;
};

// The error of a single case of this kind after one process.
inline std::string ErrorAfterTiming(FakeCase scripted) {
  FakeMeasurement fake({std::move(scripted)});
  fake.SelectTogether();
  fake.Time();
  return fake.measurement.Samples()[0].error.value_or("");
}

inline CaseSamples SamplesAfterTiming(FakeCase scripted) {
  FakeMeasurement fake({std::move(scripted)});
  fake.SelectTogether();
  fake.Time();
  return fake.measurement.Samples()[0];
}

}  // namespace pawl

#endif  // PAWL_TOOLS_RUNNER_FAKE_MEASUREMENT_H_
