#include "tools/store/file_hash.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <functional>
#include <string_view>

#include "fmt/format.h"
#include "tools/model/content_hash.h"
#include "tools/store/sha256.h"

namespace pawl {
namespace {

using Sink = std::function<absl::Status(std::string_view)>;

absl::Status WriteAll(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(to, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return absl::ErrnoToStatus(written < 0 ? errno : EIO, "cannot write");
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> HashAll(int from, const Sink& sink) {
  Sha256 sha256;
  std::array<char, 1 << 16> buffer;
  while (true) {
    const ssize_t count = read(from, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return absl::ErrnoToStatus(errno, "cannot read");
    if (count == 0) break;
    const std::string_view bytes(buffer.data(), static_cast<size_t>(count));
    sha256.Add(bytes);
    if (absl::Status status = sink(bytes); !status.ok()) return status;
  }
  const absl::StatusOr<std::string> digits = sha256.Digits();
  if (!digits.ok()) return digits.status();
  return std::string(kHashPrefix) + *digits;
}

}  // namespace

absl::StatusOr<std::string> HashFile(const std::filesystem::path& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return absl::ErrnoToStatus(errno, fmt::format("cannot read {}", path.string()));
  absl::StatusOr<std::string> hash = HashAll(file, [](std::string_view) { return absl::OkStatus(); });
  close(file);
  if (hash.ok()) return hash;
  return absl::Status(hash.status().code(), fmt::format("{}: {}", path.string(), std::string(hash.status().message())));
}

absl::StatusOr<std::string> CopyHashed(int from, int to, int64_t max_bytes) {
  int64_t left = max_bytes;
  return HashAll(from, [&](std::string_view bytes) -> absl::Status {
    left -= static_cast<int64_t>(bytes.size());
    if (left < 0) return absl::ResourceExhaustedError(fmt::format("more than {} bytes", max_bytes));
    return WriteAll(to, bytes);
  });
}

}  // namespace pawl
