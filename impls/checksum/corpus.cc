#include "impls/checksum/corpus.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <random>
#include <system_error>
#include <vector>

#include "impls/checksum/checksum.h"

namespace checksum::corpus {
namespace {

namespace fs = std::filesystem;

constexpr size_t kBlockWords = 8192;  // 64 KiB

// SplitMix64: four times as fast as std::mt19937_64, which would dominate a benchmark's set-up.
uint64_t NextWord(uint64_t& state) {
  state += 0x9e3779b97f4a7c15u;
  uint64_t word = state;
  word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9u;
  word = (word ^ (word >> 27)) * 0x94d049bb133111ebu;
  return word ^ (word >> 31);
}

// Normal deviate by Box and Muller: std::normal_distribution differs between standard libraries.
double Normal(std::mt19937_64& random) {
  constexpr double kToUnit = 1.0 / 18446744073709551616.0;  // 2^-64
  const double u = (static_cast<double>(random()) + 1.0) * kToUnit;
  const double v = static_cast<double>(random()) * kToUnit;
  return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

absl::StatusOr<Fd> Create(const fs::path& path) {
  Fd file(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (file.get() < 0) return SystemError(path, "cannot create", errno);
  return file;
}

absl::Status WriteAll(const Fd& file, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return SystemError(path, "cannot write", errno);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<TempDir> TempDir::Make() {
  std::string pattern = "/tmp";
  for (const char* variable : {"TMPDIR", "TEST_TMPDIR"}) {
    if (const char* value = std::getenv(variable); value != nullptr && *value != '\0') pattern = value;
  }
  pattern += "/pawl_checksum.XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) return SystemError(pattern, "cannot create the directory", errno);
  return TempDir(pattern);
}

TempDir::~TempDir() {
  std::error_code ignored;  // what cannot be removed is left in a place for temporary files
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

absl::Status WriteFile(const fs::path& path, std::string_view bytes) {
  const absl::StatusOr<Fd> file = Create(path);
  if (!file.ok()) return file.status();
  return WriteAll(*file, bytes, path);
}

absl::Status WriteRandomFile(const fs::path& path, uint64_t seed, size_t size_bytes) {
  const absl::StatusOr<Fd> file = Create(path);
  if (!file.ok()) return file.status();
  std::vector<uint64_t> block(kBlockWords);
  const std::string_view bytes(reinterpret_cast<const char*>(block.data()), kBlockWords * sizeof(uint64_t));
  for (size_t left = size_bytes; left > 0;) {
    for (uint64_t& word : block) word = NextWord(seed);
    const size_t part = std::min(left, bytes.size());
    if (absl::Status status = WriteAll(*file, bytes.substr(0, part), path); !status.ok()) return status;
    left -= part;
  }
  return absl::OkStatus();
}

absl::Status WriteTree(const fs::path& root, uint64_t seed, size_t files) {
  constexpr double kMedianBytes = 4096, kSigma = 1.2;
  constexpr size_t kFilesPerDirectory = 50;
  std::mt19937_64 random(seed);
  for (size_t i = 0; i < files; ++i) {
    const fs::path directory = root / ("directory_" + std::to_string(i / kFilesPerDirectory));
    std::error_code error;
    fs::create_directories(directory, error);
    if (error) return SystemError(directory, "cannot create the directory", error.value());
    const size_t size_bytes = static_cast<size_t>(kMedianBytes * std::exp(kSigma * Normal(random)));
    const fs::path path = directory / ("file_" + std::to_string(i));
    if (absl::Status status = WriteRandomFile(path, random(), size_bytes); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace checksum::corpus
