#include "tools/cli/anchor.h"

#include <regex>
#include <utility>

#include "fmt/format.h"

namespace pawl {

absl::StatusOr<StoredBaseline> PinAnchor(const StoredBaseline& stored, StoredBaseline anchor,
                                         const AcceptOptions& options) {
  if (absl::Status status = CheckOptions(options); !status.ok()) return status;
  const std::regex pattern(options.case_pattern);
  const auto meant = [&](const Record& record) {
    return (options.metric.empty() || record.metric == options.metric) && std::regex_search(record.case_name, pattern);
  };
  const size_t dropped = std::erase_if(anchor.records, meant);
  const size_t kept = anchor.records.size();
  for (const Record& record : stored.records) {
    if (meant(record)) anchor.records.push_back(record);
  }
  if (anchor.records.size() == kept && dropped == 0) {
    return absl::InvalidArgumentError(fmt::format("the stored baseline has no record of --case='{}' --metric='{}'",
                                                  options.case_pattern, options.metric));
  }
  anchor.target = stored.target;
  return anchor;
}

}  // namespace pawl
