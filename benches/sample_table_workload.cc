#include "benches/sample_table_workload.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>
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
  const size_t colon = track.find(':');
  const std::string kind = track.substr(0, colon);
  const auto make = [&](corpus::Track (*generate)(uint32_t), uint32_t samples) {
    return generate(colon == std::string::npos ? samples : static_cast<uint32_t>(std::stoul(track.substr(colon + 1))));
  };
  if (kind == "aac") return make(corpus::Aac2h, 60'000);
  if (kind == "h264") return make(corpus::H264At60, 60'000);
  if (kind == "vfr") return make(corpus::Vfr1M, 60'000);
  if (kind == "seed_100k") return make(corpus::Seed100k, 100'000);
  if (kind == "aac_2h") return make(corpus::Aac2h, 337'500);
  if (kind == "h264_2h60") return make(corpus::H264At60, 432'000);
  if (kind == "vfr_1m") return make(corpus::Vfr1M, 1'000'000);
  if (kind == "constant_1m") return make(corpus::ConstantSize, 1'000'000);
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

uint64_t Workload::duration() const {
  const auto& runs = tables().durations;
  uint64_t sum = 0;
  for (uint32_t i = 0; i < runs.count; ++i) sum += uint64_t{runs[i].samples} * runs[i].value;
  return sum;
}

const Workload& WorkloadOf(const std::string& track) {
  static std::map<std::string, Workload> workloads;
  const auto at = workloads.find(track);
  return at != workloads.end() ? at->second : workloads.emplace(track, MakeWorkload(track)).first->second;
}

const std::vector<Sample>& TruthOf(const std::string& track) {
  constexpr size_t kKept = 3;  // the tracks of one operation
  static std::deque<std::pair<std::string, std::vector<Sample>>> truths;
  const auto at = std::find_if(truths.begin(), truths.end(), [&](const auto& truth) { return truth.first == track; });
  if (at != truths.end()) return at->second;
  if (truths.size() == kKept) truths.pop_front();
  const corpus::Track made = TrackOf(track);
  truths.emplace_back(track, corpus::Expand(made, corpus::Mp4({made}).media_offset));
  return truths.back().second;
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

}  // namespace sample_table_workload
