#include "impls/memory_pressure/corpus.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <utility>

#include "impls/random.h"

namespace memory_pressure::corpus {

absl::StatusOr<MadeUpRoot> MadeUpRoot::Make() {
  absl::StatusOr<impls::TempDir> directory = impls::TempDir::Make();
  if (!directory.ok()) return directory.status();
  MadeUpRoot root(*std::move(directory));
  root.Set("proc/self/cgroup", "0::/app\n");
  root.Set("sys/fs/cgroup/cgroup.controllers", "cpu memory\n");
  root.Set("sys/fs/cgroup/app/cgroup.controllers", "cpu memory\n");
  return root;
}

void MadeUpRoot::Set(std::string_view relative, std::string_view text) const {
  const absl::Status status = impls::WriteFile(path() / relative, text);
  if (status.ok()) return;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  std::abort();  // nothing that is tested or measured from here on would mean anything
}

void MadeUpRoot::Remove(std::string_view relative) const { std::filesystem::remove_all(path() / relative); }

void MadeUpRoot::SetLimit(uint64_t bytes) const { Set("sys/fs/cgroup/app/memory.max", std::to_string(bytes) + "\n"); }

void MadeUpRoot::SetUsed(uint64_t bytes) const {
  // Not by Set(): file systems flush what replaces a file's contents, which takes a millisecond.
  const std::filesystem::path file = path() / "sys/fs/cgroup/app/memory.current";
  const int fd = open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  std::string text = std::to_string(bytes) + "\n";
  text.insert(0, 21 - text.size(), '0');  // 2^64 has 20 digits
  const bool written = pwrite(fd, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
  if (written && close(fd) == 0) return;
  std::fprintf(stderr, "%s: cannot write: %s\n", file.c_str(), std::strerror(errno));
  std::abort();
}

std::vector<uint64_t> ChunkSizes(uint64_t seed, size_t count, uint64_t most_bytes) {
  constexpr double kMedianBytes = 8192, kSigma = 1.5;
  std::mt19937_64 random(seed);
  std::vector<uint64_t> sizes(count);
  for (uint64_t& size : sizes) {
    size = static_cast<uint64_t>(
        std::clamp(kMedianBytes * std::exp(kSigma * impls::Normal(random)), 1.0, static_cast<double>(most_bytes)));
  }
  return sizes;
}

}  // namespace memory_pressure::corpus
