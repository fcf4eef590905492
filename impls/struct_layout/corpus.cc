#include "impls/struct_layout/corpus.h"

#include <array>
#include <concepts>
#include <random>

namespace struct_layout::corpus {
namespace {

constexpr uint64_t kTebibyte = uint64_t{1} << 40;  // beyond 32 bits, so that a narrowed field would show
constexpr uint64_t kHourNs = 3'600'000'000'000;

class Draw {
 public:
  explicit Draw(uint64_t seed) : random_(seed) {}

  uint64_t Below(uint64_t bound) { return random_() % bound; }

  template <typename T, size_t kSize>
  T OneOf(const std::array<T, kSize>& values) {
    return values[Below(kSize)];
  }

  int64_t Time() { return kFirstNs + static_cast<int64_t>(Below(kLastNs - kFirstNs)); }

  void Any(bool& field) { field = Below(2) == 1; }

  template <std::integral T>
  void Any(T& field) {
    field = static_cast<T>(random_());
  }

  template <typename... Field>
  void Each(Field&... fields) {
    (Any(fields), ...);
  }

 private:
  std::mt19937_64 random_;
};

}  // namespace

std::vector<Build> Builds(uint64_t seed, size_t count) {
  Draw draw(seed);
  std::vector<Build> builds(count);
  for (Build& build : builds) {
    build.status = draw.OneOf(kBuildStatuses);
    build.kind = draw.OneOf(std::array{BuildKind::kService, BuildKind::kSpecialised, BuildKind::kImage});
    build.started_at_ns = draw.Time();
    build.finished_at_ns = build.started_at_ns + static_cast<int64_t>(draw.Below(kHourNs));
    draw.Each(build.id, build.queued_at_ns, build.no_cache, build.pull, build.exit_code, build.app, build.verbose,
              build.context_bytes, build.file, build.image, build.steps, build.pushed);
  }
  return builds;
}

std::vector<LogEntry> Log(uint64_t seed, size_t count) {
  Draw draw(seed);
  std::vector<LogEntry> log(count);
  for (LogEntry& entry : log) {
    const uint64_t of_twenty = draw.Below(20);
    entry.level = of_twenty < 8    ? LogLevel::kDebug
                  : of_twenty < 16 ? LogLevel::kInfo
                  : of_twenty < 19 ? LogLevel::kWarning
                                   : LogLevel::kError;
    entry.source = static_cast<uint32_t>(draw.Below(kSources));
    entry.stream = draw.OneOf(std::array{LogStream::kOutput, LogStream::kError});
    draw.Each(entry.time_ns, entry.text_offset, entry.truncated, entry.text_bytes, entry.step, entry.sequence,
              entry.structured);
  }
  return log;
}

std::vector<Container> Containers(uint64_t seed, size_t count) {
  Draw draw(seed);
  std::vector<Container> containers(count);
  for (Container& container : containers) {
    const ContainerState any =
        draw.OneOf(std::array{ContainerState::kCreated, ContainerState::kPaused, ContainerState::kExited});
    container.state = draw.Below(2) == 0 ? ContainerState::kRunning : any;
    container.started_at_ns = draw.Time();
    container.writable_bytes = draw.Below(kTebibyte);
    container.restart_policy =
        draw.OneOf(std::array{RestartPolicy::kNever, RestartPolicy::kOnFailure, RestartPolicy::kAlways});
    draw.Each(container.id, container.created_at_ns, container.privileged, container.exit_code,
              container.finished_at_ns, container.oom_killed, container.image, container.restarts, container.name,
              container.memory_limit_mib, container.auto_remove);
  }
  return containers;
}

std::vector<Image> Images(uint64_t seed, size_t count) {
  Draw draw(seed);
  std::vector<Image> images(count);
  for (Image& image : images) {
    image.pinned = draw.Below(8) == 0;
    if (draw.Below(2) == 0) draw.Any(image.containers);
    image.last_used_at_ns = draw.Time();
    image.size_bytes = draw.Below(kTebibyte);
    image.architecture = draw.OneOf(std::array{Architecture::kAmd64, Architecture::kArm64, Architecture::kRiscv64});
    image.operating_system = draw.OneOf(std::array{OperatingSystem::kLinux, OperatingSystem::kWindows});
    draw.Each(image.id, image.created_at_ns, image.repository, image.layers, image.shared_bytes, image.dangling,
              image.tag, image.is_signed);
  }
  return images;
}

Records OfEachKind(uint64_t seed, size_t count) {
  return {Builds(seed, count), Log(seed, count), Containers(seed, count), Images(seed, count)};
}

}  // namespace struct_layout::corpus
