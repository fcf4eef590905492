#include "impls/archive_export/session.h"

#include <sys/resource.h>

#include <algorithm>
#include <utility>

namespace archive_export {
namespace {

constexpr std::chrono::milliseconds kBetweenCalls(50);  // 20 a second

uint64_t PeakMemoryBytes() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
}

}  // namespace

Session::Session(const std::filesystem::path& archive, const Options& options, std::string_view method)
    : options_(options), next_(start_ + kBetweenCalls) {
  report_.method = method;
  report_.archive = archive;
  report_.format = options.format;
  progress_.total_files = options.total_files;
  progress_.total_bytes = options.total_bytes;
}

std::string Session::NameOf(const Entry& entry) const {
  return options_.top.empty() ? entry.path : options_.top + "/" + entry.path;
}

int64_t Session::TimeOf(const Entry& entry) const {
  if (options_.fixed_time_s) return *options_.fixed_time_s;
  constexpr int64_t kSecond = 1'000'000'000;
  const int64_t ns = entry.stamp.modified_ns;
  return ns / kSecond - (ns % kSecond < 0 ? 1 : 0);
}

void Session::Archived(const EntryReport& entry) {
  switch (entry.kind) {
    case Kind::kFile:
      ++report_.files;
      report_.input_bytes += entry.bytes;
      if (entry.method == "stored") ++report_.stored_files;
      if (entry.method == "hard link") {
        ++report_.duplicate_files;
        report_.duplicate_bytes += entry.bytes;
      }
      break;
    case Kind::kDirectory:
      ++report_.directories;
      break;
    case Kind::kLink:
      ++report_.links;
      break;
  }
  if (options_.on_entry) options_.on_entry(entry);
}

void Session::Reject(std::string path, absl::Status status, bool archived) {
  report_.problems.push_back({std::move(path), std::move(status), archived});
}

void Session::Reject(std::vector<Unlisted>& unlisted) {
  for (Unlisted& left_out : unlisted) Reject(std::move(left_out.path), std::move(left_out.status));
  unlisted.clear();
}

absl::Status Session::CheckStop() const {
  if (!options_.stop.stop_requested()) return absl::OkStatus();
  return absl::CancelledError(report_.archive.native() + ": not written, as the export was stopped");
}

void Session::Enter(Stage stage) {
  if (progress_.files > 0) Say("");
  progress_.stage = stage;
  progress_.files = progress_.bytes = 0;
}

void Session::Advance(uint64_t files, uint64_t bytes, std::string_view path) {
  progress_.files += files;
  progress_.bytes += bytes;
  if (!options_.progress) return;
  const Clock::time_point now = Clock::now();
  if (now < next_) return;
  next_ = now + kBetweenCalls;
  Say(path);
}

void Session::Say(std::string_view path) {
  if (!options_.progress) return;
  progress_.elapsed_s = Seconds();
  progress_.path = path;
  options_.progress(progress_);
}

double Session::Seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

Report Session::Finish(uint64_t archive_bytes) {
  Say("");
  report_.archive_bytes = archive_bytes;
  report_.seconds = Seconds();
  report_.peak_memory_bytes = PeakMemoryBytes();
  return std::move(report_);
}

}  // namespace archive_export
