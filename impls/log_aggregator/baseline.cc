#include "impls/log_aggregator/baseline.h"

#include <fmt/chrono.h>

#include <chrono>
#include <ctime>

namespace log_aggregator {
namespace {

// `escapes_space` for names.
std::string Escaped(std::string_view text, bool escapes_space) {
  std::string escaped;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0x80);
    if (byte == '\\') {
      escaped += "\\\\";
    } else if (byte == '\n') {
      escaped += "\\n";
    } else if (byte == '\t') {
      escaped += "\\t";
    } else if (byte == '\r') {
      escaped += "\\r";
    } else if (byte < 0x20 || byte == 0x7F || (byte == ' ' && escapes_space)) {
      escaped += fmt::format("\\x{:02X}", byte);
    } else if (byte == 0xC2 && i + 1 == text.size()) {
      escaped += "\\xC2";
    } else if (byte == 0xC2 && next >= 0x80 && next < 0xA0) {
      escaped += fmt::format("\\xC2\\x{:02X}", next);
      ++i;
    } else {
      escaped += text[i];
    }
  }
  return escaped;
}

// A template with its arguments in place.
std::string Filled(const std::string& message, const std::vector<std::string>& arguments) {
  std::string filled;
  size_t used = 0;
  size_t from = 0;
  for (size_t at = 0; (at = message.find("{}", from)) != std::string::npos; from = at + 2) {
    filled += Escaped(message.substr(from, at - from), false);
    filled += used < arguments.size() ? arguments[used++] : "{}";
  }
  filled += Escaped(message.substr(from), false);
  for (; used < arguments.size(); ++used) filled += " " + arguments[used];
  return filled;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Baseline>> Baseline::Make(const Options& options) {
  if (absl::Status status = CheckOptions(options); !status.ok()) return status;
  return std::unique_ptr<Baseline>(new Baseline(options));
}

absl::StatusOr<Baseline::Source> Baseline::AddSource(std::string_view name) {
  if (absl::Status status = CheckName(name); !status.ok()) return status;
  return Source{std::string(name)};
}

absl::StatusOr<Baseline::Template> Baseline::AddTemplate(std::string_view text) {
  if (absl::Status status = CheckTemplate(text); !status.ok()) return status;
  return Template{std::string(text)};
}

std::string Baseline::CutAndEscaped(std::string_view text, size_t& left_bytes) {
  const size_t kept = std::min(text.size(), left_bytes);
  left_bytes -= kept;
  std::string escaped = Escaped(text.substr(0, kept), false);
  if (kept < text.size()) {
    left_bytes = 0;
    escaped += fmt::format("\\[{} bytes cut]", text.size() - kept);
  }
  return escaped;
}

std::string Baseline::LineOf(const Entry& entry) {
  const auto seconds = static_cast<time_t>(entry.time_ms / 1000);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z {} {} {}", fmt::gmtime(seconds), entry.time_ms % 1000,
                     Letter(entry.severity), Escaped(entry.source, true), entry.message);
}

void Baseline::Write(Severity severity, const std::string& source, const std::string& message,
                     const std::vector<std::string>& arguments) {
  auto entry = std::make_unique<Entry>();
  entry->severity = severity;
  entry->source = source;
  entry->message = Filled(message, arguments);
  const std::scoped_lock lock(mutex_);
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  entry->time_ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  const std::string line = LineOf(*entry) + "\n";
  file_.Write(line, 1);
  terminal_.Write(line, 1);
  ++written_;
  std::vector<std::unique_ptr<Entry>>& tail = tails_[source];
  if (tail.size() == kTailLines) tail.erase(tail.begin());
  tail.push_back(std::move(entry));
}

absl::Status Baseline::Flush() {
  const std::scoped_lock lock(mutex_);
  const absl::Status status = file_.status("the log file");
  return status.ok() ? terminal_.status("the terminal") : status;
}

std::vector<std::string> Baseline::Tail(const Source& source) {
  const std::scoped_lock lock(mutex_);
  std::vector<std::string> lines;
  for (const std::unique_ptr<Entry>& entry : tails_[source.name]) lines.push_back(LineOf(*entry));
  return lines;
}

Stats Baseline::stats() const {
  const std::scoped_lock lock(mutex_);
  Stats stats;
  stats.written = written_;
  stats.lost = file_.lost_lines() + terminal_.lost_lines();
  stats.write_calls = file_.write_calls() + terminal_.write_calls();
  return stats;
}

size_t Baseline::RetainedBytes() {
  const std::scoped_lock lock(mutex_);
  size_t bytes = tails_.bucket_count() * sizeof(void*);
  for (const auto& [source, tail] : tails_) {
    bytes += sizeof(decltype(tails_)::value_type) + 2 * sizeof(void*) + HeapBytes(source) +
             tail.capacity() * sizeof(tail[0]);
    for (const std::unique_ptr<Entry>& entry : tail) {
      bytes += sizeof(Entry) + HeapBytes(entry->source) + HeapBytes(entry->message);
    }
  }
  return bytes;
}

}  // namespace log_aggregator
