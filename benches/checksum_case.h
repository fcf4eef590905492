#ifndef PAWL_BENCHES_CHECKSUM_CASE_H_
#define PAWL_BENCHES_CHECKSUM_CASE_H_

#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "benchmark/benchmark.h"
#include "impls/checksum/impls.h"
#include "tools/perf/run_scratch.h"

// What the benchmarks of checksum share.
namespace benches {

// A hasher and what it hashes.
template <typename Impl>
struct HashCase {
  Impl hasher;
  std::optional<checksum::corpus::TempDir> generated;  // owns `path` when the benchmark was started by hand
  std::filesystem::path path;
  absl::Status ready;  // whether `path` could be made

  // The input `name`, written by `write(path)` unless an earlier process of this run or another implementation did.
  template <typename Write>
  static HashCase Generate(const std::string& name, Write write) {
    if (const std::optional<std::filesystem::path> scratch = pawl::RunScratch()) {
      const std::filesystem::path path = *scratch / name;
      std::error_code error;
      if (std::filesystem::exists(path, error)) return HashCase{Impl(), std::nullopt, path, absl::OkStatus()};
      // Under another name until it is whole: a process that is killed here leaves nothing that looks finished.
      const std::filesystem::path unfinished = *scratch / (name + ".unfinished");
      std::filesystem::remove_all(unfinished, error);
      absl::Status ready = write(unfinished);
      if (ready.ok()) std::filesystem::rename(unfinished, path, error);
      if (error) ready = absl::InternalError("cannot rename " + unfinished.string() + ": " + error.message());
      return HashCase{Impl(), std::nullopt, path, std::move(ready)};
    }
    absl::StatusOr<checksum::corpus::TempDir> directory = checksum::corpus::TempDir::Make();
    if (!directory.ok()) return HashCase{Impl(), std::nullopt, {}, directory.status()};
    const std::filesystem::path path = directory->path() / name;
    absl::Status ready = write(path);
    return HashCase{Impl(), *std::move(directory), path, std::move(ready)};
  }
};

inline constexpr auto kHashFile = [](auto& input) { return input.hasher.HashFile(input.path); };
inline constexpr auto kHashOnce = []<typename Impl>(HashCase<Impl>& input) { return Impl().HashFile(input.path); };
inline constexpr auto kHashTree = [](auto& input) { return input.hasher.HashTree(input.path); };

template <typename Hash>
auto MeasureHash(Hash hash) {
  return [hash](benchmark::State& state, auto& input) {
    if (!input.ready.ok()) return state.SkipWithError(std::string(input.ready.message()));
    for (auto _ : state) {
      const absl::StatusOr<checksum::Digest> digest = hash(input);
      if (!digest.ok()) return state.SkipWithError(std::string(digest.status().message()));
      benchmark::DoNotOptimize(digest->data());
      benchmark::ClobberMemory();
    }
  };
}

template <typename Hash>
auto AnswerHash(Hash hash) {
  return [hash](auto& input) {
    if (!input.ready.ok()) return std::string(input.ready.message());
    const absl::StatusOr<checksum::Digest> digest = hash(input);
    return digest.ok() ? checksum::Hex(*digest) : digest.status().ToString();
  };
}

}  // namespace benches

#endif  // PAWL_BENCHES_CHECKSUM_CASE_H_
