#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "reports/annotations.h"
#include "reports/google_benchmark_json.h"
#include "reports/html.h"
#include "reports/markdown.h"
#include "tools/model/result.h"

namespace {

constexpr std::string_view kScript = "draw()";

}  // namespace

// A result from another machine's archive, as `pawl report --from` reads it: whatever is in it, every view is written.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto result = pawl::ResultFromJson(std::string(reinterpret_cast<const char*>(data), size), "result.json");
  if (!result.ok()) return 0;
  const std::vector<pawl::Result> results = {*result};
  pawl::ReportInput input;
  input.results = results;
  input.script = {kScript, "sha256-"};
  if (pawl::RenderHtml(input).empty()) std::abort();
  if (pawl::RenderMarkdown(results, {}).size() >= pawl::kMostMarkdownBytes) std::abort();
  const auto nowhere = [](const pawl::Result&, const std::string&) { return pawl::SourcePlace(); };
  const std::vector<pawl::Annotation> annotations = pawl::Annotate(results, nowhere);
  pawl::RenderGithubAnnotations(annotations);
  pawl::RenderGitlabAnnotations(annotations);
  pawl::RenderGoogleBenchmarkJson(results);
  return 0;
}
