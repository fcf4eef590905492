#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_SUMMARY_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_SUMMARY_H_

#include <cstdint>
#include <string>

#include "impls/archive_export/analysis.h"
#include "impls/archive_export/archive_export.h"
#include "impls/archive_export/decision.h"

// What is said of an export when it is done. Pure.
namespace archive_export {

// The seed's statistics.
struct ExportStatistics {
  uint64_t files = 0, total_files = 0;  // regular ones in the archive, and in the project when it was analysed
  uint64_t bytes = 0, total_bytes = 0;
  double bytes_per_s = 0;  // 0 for an export that took no measurable time
  double files_per_s = 0;
  double efficiency = 0;  // 1 - peak memory / what the standard method was estimated to take; 0 where that is not less
};

ExportStatistics StatisticsOf(const Report& report, const ProjectStatistics& project);

// Several lines: path, method and its reason, sizes and ratio, files, what the check of the archive read, speed, peak
// memory. Without the problems.
std::string Summary(const Report& report, const ProjectStatistics& project, const Decision& decision);

// One line for a problem, its end included: "skipped: <reason>"; for what is in the archive all the same,
// "changed: <reason>", or "archived: <reason>" if nothing changed it. The reason names the path.
std::string ProblemLine(const Problem& problem);

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_SUMMARY_H_
