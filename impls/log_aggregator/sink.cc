#include "impls/log_aggregator/sink.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <string>

namespace log_aggregator {
namespace {

char* Append(char* to, std::string_view text) { return std::copy(text.begin(), text.end(), to); }

// Without strerror(), which may allocate.
std::string_view NameOf(int error_number) {
  const char* name = strerrorname_np(error_number);
  return name == nullptr ? "unknown error" : name;
}

}  // namespace

void Sink::Write(std::string_view lines, uint64_t count) {
  if (fd_ < 0 || lines.empty()) return;
  const size_t written = WriteNotice() ? WriteAll(lines) : 0;
  if (written == lines.size()) return;
  const std::string_view rest = lines.substr(written);
  const auto lost = written == 0 ? count : static_cast<uint64_t>(std::count(rest.begin(), rest.end(), '\n'));
  unreported_ += lost;
  lost_.fetch_add(lost, std::memory_order_relaxed);
}

bool Sink::WriteNotice() {
  if (is_in_line_ && WriteAll(kCutLineEnd) != kCutLineEnd.size()) return false;
  if (unreported_ == 0) return true;
  std::array<char, 96> text;
  char* end = Append(text.data(), "\\[");
  end = std::to_chars(end, text.data() + text.size(), unreported_).ptr;
  end = Append(end, unreported_ == 1 ? " line lost: " : " lines lost: ");
  end = Append(end, NameOf(error_number()));
  end = Append(end, "]\n");
  const auto size_bytes = static_cast<size_t>(end - text.data());
  if (WriteAll({text.data(), size_bytes}) != size_bytes) return false;
  unreported_ = 0;
  return true;
}

size_t Sink::WriteAll(std::string_view bytes) {
  for (size_t done = 0;;) {
    if (done == bytes.size()) return done;
    const ssize_t written = write(fd_, bytes.data() + done, bytes.size() - done);
    const int error_number = written == 0 ? EIO : errno;
    write_calls_.fetch_add(1, std::memory_order_relaxed);
    if (written > 0) {
      done += static_cast<size_t>(written);
      is_in_line_ = bytes[done - 1] != '\n';
    } else if (error_number == EAGAIN || error_number == EWOULDBLOCK) {
      pollfd ready = {fd_, POLLOUT, 0};
      poll(&ready, 1, -1);
    } else if (error_number != EINTR) {
      error_number_.store(error_number, std::memory_order_relaxed);
      return done;
    }
  }
}

absl::Status Sink::status(std::string_view name) const {
  if (lost_lines() == 0) return absl::OkStatus();
  return absl::DataLossError(
      std::string(name) + " (descriptor " + std::to_string(fd_) + "): " + std::to_string(lost_lines()) +
      " lines lost, last by " + std::string(NameOf(error_number())) + " (" + std::strerror(error_number()) +
      "). Make room or open it anew, and log again what matters: the sink says where lines miss");
}

}  // namespace log_aggregator
