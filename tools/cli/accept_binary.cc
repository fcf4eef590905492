#include "tools/cli/accept_binary.h"

#include "fmt/format.h"
#include "tools/model/content_hash.h"
#include "tools/model/format.h"

namespace pawl {
namespace {

const Row* LiveRow(const std::string& case_name, const Result* live) {
  if (live == nullptr) return nullptr;
  for (const Row& row : live->rows) {
    if (row.case_name == case_name && row.comparison == kTime) return &row;
  }
  return nullptr;
}

}  // namespace

bool TakesBinary(const Record& stored, const Record& record, const Result* live, bool expendable) {
  if (record.accepted.empty() || record.accepted == stored.accepted) return false;
  if (stored.accepted.empty() || live == nullptr) return true;
  const Row* row = LiveRow(record.case_name, live);
  if (row == nullptr || row->verdict == Verdict::kError || row->verdict == Verdict::kNotMeasured) return expendable;
  return row->verdict != Verdict::kOk && row->verdict != Verdict::kUnstable;
}

std::string WhyOldStays(const Record& stored, const Record& record, const Result* live, bool expendable) {
  if (record.accepted.empty() || record.accepted == stored.accepted) return "";
  if (TakesBinary(stored, record, live, expendable)) return "";
  const Row* row = LiveRow(record.case_name, live);
  if (row != nullptr && (row->verdict == Verdict::kOk || row->verdict == Verdict::kUnstable)) return "";
  return fmt::format("{} stays the accepted binary of {}: {}. --case and --reason take the new one uncompared",
                     ShortHash(stored.accepted), record.case_name, row == nullptr ? "its case failed" : row->reason);
}

std::optional<std::string> SlowerThanAccepted(const std::string& case_name, const Result* live) {
  const Row* row = LiveRow(case_name, live);
  if (row == nullptr || row->verdict != Verdict::kRegressed) return std::nullopt;
  return fmt::format("{} time: {} of what the accepted binary takes", case_name, FormatRatio(row->current));
}

}  // namespace pawl
