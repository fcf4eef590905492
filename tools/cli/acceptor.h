#ifndef PAWL_TOOLS_CLI_ACCEPTOR_H_
#define PAWL_TOOLS_CLI_ACCEPTOR_H_

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "tools/gate/limits.h"
#include "tools/model/evidence.h"
#include "tools/model/metric.h"
#include "tools/model/result.h"
#include "tools/model/stored_baseline.h"
#include "tools/model/user_metric.h"

namespace pawl {

// Which of the measured numbers may become stored ones, and why.
struct AcceptOptions {
  std::string case_pattern;  // a regular expression searched for in case names; empty: all
  std::string metric;        // one metric; empty: all
  std::string reason;        // needed, with a case or a metric, to store a number that is worse than the stored one
  std::vector<UserMetric> counters = {};  // that the perf_test declares
  std::string binary = {};                // content hash of the measured binary; empty: it is not kept
  std::set<std::string> gone = {};        // content hashes of accepted binaries that are in no store any more
};

struct Acceptance {
  StoredBaseline baseline;                 // the file's new content
  std::vector<std::string> changes;        // one line each: what changes and how
  std::vector<std::string> warnings = {};  // accepted binaries that stay although nothing was compared with them
};

// Merges measured numbers into a stored baseline, record by record: what is new, stays, is replaced, or needs a reason
// because it is worse. Pure; not thread-safe. A record costs a search among all stored ones.
class Acceptor {
 public:
  // `source` is the hash of the measured benchmark's sources; `live` compared it with the accepted binaries, or is
  // null. `limits`, `options` and `live` must outlive this, and `limits` have one for every metric that is taken.
  Acceptor(const StoredBaseline& stored, const Limits& limits, const AcceptOptions& options, std::string source,
           const Result* live);

  // A number of this run, of a case that is to be accepted. Of another metric than AcceptOptions says nothing is taken
  // but, for the metric `time`, the binary that a ratio names.
  void Take(Record record);

  // Drops what nothing in the binary, of which `cases` are all, or its perf_test accounts for any more.
  void DropOthers(const std::vector<std::string>& cases);

  // Drops the counters that the case no longer sets.
  void DropUnset(const CaseEvidence& evidence);

  // InvalidArgument if numbers that were taken are worse than stored, and nothing says why; with a command for each
  // case of `target`.
  absl::Status CheckWorse(const std::string& target) const;

  // The new baseline of `target`, also of worse numbers: CheckWorse() refuses those. Ends this acceptor's use.
  Acceptance Done(const std::string& target) &&;

 private:
  // A number beyond its limit, as people read it.
  struct WorseNumber {
    std::string case_name;
    std::string text;
  };

  std::string Unit(const Record& record) const { return FindMetric(metrics_, record.metric)->unit; }
  // The size of a library says nothing of the benchmark that links it: an edited benchmark must not end its comparison.
  std::string SourceOf(const Record& record) const { return record.metric == kBinarySize ? "" : source_; }
  const Limit& LimitOf(const Record& record) const { return *limits_.Find(record.case_name, record.metric); }

  void Note(std::string_view what, const Record& record, const std::string& text);
  void Renew(Record& stored, const Record& record);
  void Replace(Record& stored, Record record);
  void CheckTime(Record& record);
  void TakeBinary(Record& stored, const Record& record);

  const Limits& limits_;
  const AcceptOptions& options_;
  const Metrics metrics_;
  std::string source_;
  const Result* live_;
  std::vector<WorseNumber> worse_;
  Acceptance acceptance_;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_ACCEPTOR_H_
