#ifndef PAWL_REPORTS_ANNOTATIONS_H_
#define PAWL_REPORTS_ANNOTATIONS_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/model/result.h"

namespace pawl {

// A line of a file of the repository. Without a line (0) it is of the file as a whole; without a file it is unknown.
struct SourcePlace {
  std::string file;  // relative to the repository
  int line = 0;      // from 1
};

// "benches/BUILD:12" as a place; other texts are a file's name.
SourcePlace ParsePlace(std::string_view origin);

// What a CI shows at a line of the source.
struct Annotation {
  enum class Level { kError, kWarning, kNotice };
  Level level;
  SourcePlace place;
  std::string check;    // regressed, unstable, ...; "run" for an error of the run as a whole
  std::string subject;  // what it is about, the same in every run: target, case and comparison
  std::string title;    // one line
  std::string message;  // lines
};

// The line where the benchmark of a case is written, as far as somebody knows; else an unknown place.
using BenchmarkPlace = std::function<SourcePlace(const Result& result, const std::string& case_name)>;

// One annotation for each error of a run and each row that is not ok, worst first. What blocks is an error, what does
// not is a warning, an improvement that does not is a notice; what has no live time, which a warning of the run says
// once for all, is left out. The place is the benchmark's; where that is unknown, a claim's own line, then that of the
// stored number, then the perf_test's BUILD file. Pure but for `place`.
std::vector<Annotation> Annotate(const std::vector<Result>& results, const BenchmarkPlace& place);

// As GitHub's workflow commands, a line each, to print to a job's standard output. GitHub shows ten of each level:
// those at one line are one, and the tenth says how many follow.
std::string RenderGithubAnnotations(const std::vector<Annotation>& annotations);

// As a Code Quality report of GitLab, a JSON array. Fingerprints stay the same from run to run, so that GitLab can tell
// what is new.
std::string RenderGitlabAnnotations(const std::vector<Annotation>& annotations);

}  // namespace pawl

#endif  // PAWL_REPORTS_ANNOTATIONS_H_
