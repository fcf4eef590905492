#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_SESSION_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_SESSION_H_

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "impls/archive_export/archive_export.h"

namespace archive_export {

// The books of one export: what its report says, and when its callbacks are called. Borrows the options. Used by one
// thread at a time.
class Session {
 public:
  Session(const std::filesystem::path& archive, const Options& options, std::string_view method);

  const Options& options() const { return options_; }
  Report& report() { return report_; }

  // The name of an entry in the archive.
  std::string NameOf(const Entry& entry) const;

  // Seconds since 1970; the tree's, rounded down, or the fixed one.
  int64_t TimeOf(const Entry& entry) const;

  // An entry is in the archive. Its bytes were counted by Advance().
  void Archived(const EntryReport& entry);

  void Reject(std::string path, absl::Status status, bool archived = false);
  void Reject(Problem problem) { report_.problems.push_back(std::move(problem)); }
  void Reject(std::vector<Unlisted>& unlisted);  // and clears it

  // CANCELLED if a stop was requested.
  absl::Status CheckStop() const;

  // Begins a stage; the counts of the one before are reported once more.
  void Enter(Stage stage);
  void Advance(uint64_t files, uint64_t bytes, std::string_view path);

  // The archive has its name.
  Report Finish(uint64_t archive_bytes);

  double Seconds() const;

 private:
  using Clock = std::chrono::steady_clock;

  void Say(std::string_view path);

  const Options& options_;
  const Clock::time_point start_ = Clock::now();
  Clock::time_point next_;  // when progress may be called again
  Progress progress_;
  Report report_;
};

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_SESSION_H_
