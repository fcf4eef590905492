#include "tools/stats/rates/rates.h"

#include <utility>
#include <vector>

#include "tools/stats/rates/tables.h"

namespace pawl::stats {
namespace {

constexpr char kNoFreshPairs[] =
    "### Detection\n\nNo fresh recording: `tools/ci/record` makes tools/stats/testdata/fresh_pairs.csv in about an "
    "hour.\n";

template <typename T>
absl::StatusOr<std::optional<T>> Optional(absl::StatusOr<T> recording) {
  if (absl::IsNotFound(recording.status())) return std::optional<T>();
  if (!recording.ok()) return recording.status();
  return std::optional<T>(*std::move(recording));
}

IdenticalCode FromRecording(const Recording& recording) {
  IdenticalCode source{"identical_code.csv", {}};
  for (const auto& [benchmark, processes] : recording) {
    source.recordings.emplace_back();
    for (const RecordedProcess& process : processes) source.recordings.back().push_back(process.log_ratio);
  }
  return source;
}

}  // namespace

absl::StatusOr<Recordings> ReadRecordings() {
  auto identical_code = ReadRecording("identical_code.csv");
  if (!identical_code.ok()) return identical_code.status();
  auto two_implementations = ReadRecording("two_implementations.csv");
  if (!two_implementations.ok()) return two_implementations.status();
  auto fresh_pairs = Optional(ReadColumns("fresh_pairs.csv"));
  if (!fresh_pairs.ok()) return fresh_pairs.status();
  auto fresh_implementations = Optional(ReadRecording("fresh_implementations.csv"));
  if (!fresh_implementations.ok()) return fresh_implementations.status();
  return Recordings{*std::move(identical_code), *std::move(two_implementations), *std::move(fresh_pairs),
                    *std::move(fresh_implementations)};
}

std::string RatesMarkdown(const Recordings& recordings) {
  std::vector<IdenticalCode> identical = {FromRecording(recordings.identical_code)};
  if (recordings.fresh_pairs) {
    identical.push_back({"fresh_pairs.csv", {}});
    for (const auto& [benchmark, columns] : *recordings.fresh_pairs) {
      identical.back().recordings.push_back(columns.at("null"));
    }
  }
  std::vector<TwoImplementations> implementations = {{"two_implementations.csv", recordings.two_implementations}};
  if (recordings.fresh_implementations) {
    implementations.push_back({"fresh_implementations.csv", *recordings.fresh_implementations});
  }
  return FalseAlarms(identical) + "\n" + Calibration(identical) + "\n" +
         (recordings.fresh_pairs ? Detection(*recordings.fresh_pairs) : kNoFreshPairs) + "\n" +
         Claims(implementations) + "\n" + StoredRatio(implementations);
}

}  // namespace pawl::stats
