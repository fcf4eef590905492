#include "benches/sample_table_workload.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <map>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "benches/scratch_file.h"
#include "impls/sample_table/big_endian.h"
#include "impls/sample_table/corpus.h"

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
  if (kind == "aac_20k") return make(corpus::Aac2h, 20'000);
  if (kind == "h264_20k") return make(corpus::H264At60, 20'000);
  if (kind == "vfr_20k") return make(corpus::Vfr1M, 20'000);
  if (kind == "constant_100k") return make(corpus::ConstantSize, 100'000);
  if (kind == "seed_100k") return make(corpus::Seed100k, 100'000);
  if (kind == "aac_2h") return make(corpus::Aac2h, 337'500);
  if (kind == "h264_2h60") return make(corpus::H264At60, 432'000);
  if (kind == "vfr_1m") return make(corpus::Vfr1M, 1'000'000);
  if (kind == "constant_1m") return make(corpus::ConstantSize, 1'000'000);
  Die(track, absl::InvalidArgumentError("no such track"));
}

// The file's first two boxes: ftyp and moov.
absl::StatusOr<std::vector<uint8_t>> ReadHead(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<uint8_t> head;
  const auto read = [&](size_t bytes) {
    head.resize(head.size() + bytes);
    return static_cast<bool>(
        file.read(reinterpret_cast<char*>(head.data() + head.size() - bytes), static_cast<std::streamsize>(bytes)));
  };
  for (int box = 0; box < 2; ++box) {
    constexpr size_t kSizeBytes = 4;
    if (!read(kSizeBytes)) return absl::DataLossError(path.string() + " has no moov");
    const uint32_t box_bytes = sample_table::Load32(head.data() + head.size() - kSizeBytes);
    if (box_bytes < kSizeBytes || !read(box_bytes - kSizeBytes)) {
      return absl::DataLossError(path.string() + " ends within a box of " + std::to_string(box_bytes) + " bytes");
    }
  }
  return head;
}

Workload MakeWorkload(const std::string& track) {
  const auto write = [&](const fs::path& path) { return corpus::Write(corpus::Mp4({TrackOf(track)}), path); };
  fs::path path = OrDie(track, benches::ScratchFile(track + ".mp4", write));
  std::vector<uint8_t> head = OrDie(track, ReadHead(path));
  auto movie = OrDie(track, sample_table::ReadMovie(head, fs::file_size(path)));
  return {std::move(path), std::move(head), std::move(movie)};
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
  constexpr size_t kKept = 3;
  static std::deque<std::pair<std::string, std::vector<Sample>>> truths;
  const auto at = std::find_if(truths.begin(), truths.end(), [&](const auto& truth) { return truth.first == track; });
  if (at != truths.end()) return at->second;
  if (truths.size() == kKept) truths.pop_front();
  const corpus::Track made = TrackOf(track);
  truths.emplace_back(track, corpus::Expand(made, corpus::Mp4({made}).media_offset));
  return truths.back().second;
}

void Wrong(std::string_view impl, std::string_view what, uint64_t of) {
  std::fprintf(stderr, "%s is wrong of %s %llu\n", std::string(impl).c_str(), std::string(what).c_str(),
               static_cast<unsigned long long>(of));
  std::exit(1);
}

std::vector<uint32_t> ChunksOf(const std::string& track) { return corpus::ExpandChunks(TrackOf(track)); }

const std::vector<uint64_t>& RandomNumbers() {
  static const std::vector<uint64_t> numbers = [] {
    std::vector<uint64_t> made(size_t{1} << 20);
    for (size_t i = 0; i < made.size(); ++i) made[i] = RandomNumber(i);
    return made;
  }();
  return numbers;
}

}  // namespace sample_table_workload
