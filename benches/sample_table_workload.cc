#include "benches/sample_table_workload.h"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "benches/scratch_file.h"

namespace sample_table_workload {
namespace {

namespace corpus = sample_table::corpus;
namespace fs = std::filesystem;

[[noreturn]] void Die(const std::string& track, const absl::Status& status) {
  std::fprintf(stderr, "sample_table's workload %s: %s\n", track.c_str(), status.ToString().c_str());
  std::exit(1);
}

template <typename Value>
Value OrDie(const std::string& track, absl::StatusOr<Value> value) {
  if (!value.ok()) Die(track, value.status());
  return *std::move(value);
}

corpus::Track TrackOf(const std::string& track) {
  constexpr uint32_t kShort = 60'000;
  if (track == "h264") return corpus::H264At60(kShort);
  if (track == "vfr") return corpus::Vfr1M(kShort);
  if (track == "h264_2h60") return corpus::H264At60();
  if (track == "vfr_1m") return corpus::Vfr1M();
  Die(track, absl::InvalidArgumentError("no such track"));
}

Workload MakeWorkload(const std::string& track) {
  const auto write = [&](const fs::path& path) { return corpus::Write(corpus::Mp4({TrackOf(track)}), path); };
  const fs::path path = OrDie(track, benches::ScratchFile(track + ".mp4", write));
  auto file = OrDie(track, sample_table::MappedFile::Open(path));
  auto movie = OrDie(track, sample_table::ReadMovie(file.bytes(), file.bytes().size()));
  return {path, std::move(file), std::move(movie)};
}

}  // namespace

const Workload& WorkloadOf(const std::string& track) {
  static std::map<std::string, Workload> workloads;
  const auto at = workloads.find(track);
  return at != workloads.end() ? at->second : workloads.emplace(track, MakeWorkload(track)).first->second;
}

const std::vector<uint64_t>& RandomNumbers() {
  static const std::vector<uint64_t> numbers = [] {
    std::vector<uint64_t> made(size_t{1} << 20);
    uint64_t state = 7;
    for (uint64_t& number : made) {
      uint64_t z = state += 0x9e3779b97f4a7c15;
      z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
      z = (z ^ z >> 27) * 0x94d049bb133111eb;
      number = z ^ z >> 31;
    }
    return made;
  }();
  return numbers;
}

std::string CompareSamples(const std::string& track, std::string_view impl,
                           const std::function<Sample(uint32_t)>& get) {
  const corpus::Track made = TrackOf(track);
  const std::vector<Sample> truth = corpus::Expand(made, corpus::Mp4({made}).media_offset);
  for (uint32_t i = 0; i < truth.size(); ++i) {
    if (get(i) != truth[i]) return std::string(impl) + " is wrong of sample " + std::to_string(i);
  }
  return std::to_string(truth.size()) + " samples as they were made";
}

}  // namespace sample_table_workload
