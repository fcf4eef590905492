#include "impls/log_aggregator/log_aggregator.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "impls/log_aggregator/sink.h"

namespace log_aggregator {
namespace {

absl::Status Failed(const char* what, const std::filesystem::path& path) {
  const int error_number = errno;
  return absl::ErrnoToStatus(error_number, std::string("cannot ") + what + " the log " + path.string() +
                                               ". Choose a regular file in a folder that may be written to");
}

absl::Status TooLong(const char* what, std::string_view value, size_t most_bytes) {
  return absl::InvalidArgumentError(std::string(what) + " has " + std::to_string(value.size()) + " bytes, at most " +
                                    std::to_string(most_bytes) + " are allowed: \"" + std::string(value.substr(0, 40)) +
                                    "...\". Shorten it; what varies belongs into arguments");
}

}  // namespace

absl::StatusOr<Fd> OpenLog(const std::filesystem::path& path) {
  Fd fd(open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  struct stat status = {};
  if (fd.get() < 0 || fstat(fd.get(), &status) != 0) return Failed("open", path);
  if (!S_ISREG(status.st_mode) || status.st_size == 0) return fd;
  char last = 0;
  if (pread(fd.get(), &last, 1, status.st_size - 1) != 1) return Failed("read the end of", path);
  if (last == '\n') return fd;
  Sink sink(fd.get());
  sink.Write(kCutLineEnd, 1);
  if (sink.lost_lines() > 0) {
    errno = sink.error_number();
    return Failed("end the last line of", path);
  }
  return fd;
}

absl::Status CheckOptions(const Options& options) {
  if (options.interval_ms < 1 || options.interval_ms > 3'600'000) {
    return absl::InvalidArgumentError("interval_ms is " + std::to_string(options.interval_ms) +
                                      ". Set it to 1 ms to 1 hour");
  }
  if (options.queue_bytes > (size_t{1} << 30)) {
    return absl::InvalidArgumentError("queue_bytes is " + std::to_string(options.queue_bytes) +
                                      ". Set it to 1 GiB at most: a queue that is ever that long never empties");
  }
  return absl::OkStatus();
}

absl::Status CheckName(std::string_view name) {
  if (name.empty()) return absl::InvalidArgumentError("a source has no name. Give it one: its lines are found by it");
  return name.size() > kMaxNameBytes ? TooLong("the name of a source", name, kMaxNameBytes) : absl::OkStatus();
}

absl::Status CheckTemplate(std::string_view text) {
  return text.size() > kMaxTemplateBytes ? TooLong("a template", text, kMaxTemplateBytes) : absl::OkStatus();
}

}  // namespace log_aggregator
