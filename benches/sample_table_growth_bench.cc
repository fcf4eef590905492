#include <cstdint>
#include <string>

#include "benches/sample_table_case.h"
#include "benches/sample_table_workload.h"
#include "impls/impl_list.h"
#include "impls/sample_table/impls.h"
#include "tools/perf/for_each_impl.h"

// How the cost of a look-up grows with the number of samples.
namespace {

using Impls = impls::ImplList<sample_table::Baseline, sample_table::Succinct>;
namespace workload = sample_table_workload;

template <typename Measured, typename Check>
int Register(const std::string& operation, const std::string& track, Measured measured, Check check) {
  return pawl::ForEachImpl<Impls>(
      "sample_table/" + operation, "track:" + track + "/samples", {1000, 10'000, 100'000, 1'000'000, 10'000'000},
      [track]<typename Impl>(int64_t samples) {
        const std::string name = track + ":" + std::to_string(samples);
        return workload::Case<Impl>(name, Impl::Build(workload::WorkloadOf(name).tables()).value());
      },
      workload::Body(measured), check);
}

template <typename Measured, typename Check>
int RegisterTracks(const std::string& operation, Measured measured, Check check) {
  return Register(operation, "aac_2h", measured, check) + Register(operation, "vfr_1m", measured, check);
}

const int kIndependent =
    RegisterTracks("RandomIndependent", [](auto& f) { workload::RandomIndependent(f); }, workload::kCheckSamples);
const int kDependent =
    RegisterTracks("RandomDependent", [](auto& f) { workload::RandomDependent(f); }, workload::kCheckSamples);
const int kTimeToSample =
    RegisterTracks("TimeToSample", [](auto& f) { workload::TimeToSample(f); }, workload::kCheckTimes);

}  // namespace
