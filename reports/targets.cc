#include "reports/targets.h"

#include <string>
#include <string_view>

#include "fmt/format.h"
#include "tools/model/commands.h"
#include "tools/model/format.h"

namespace pawl {
namespace {

Markup Fact(std::string_view name, std::string_view value) {
  return Fill("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", {name, value.empty() ? kNoNumber : value});
}

std::string Commit(const Environment& environment) {
  if (environment.commit.empty()) return "";
  return environment.commit + (environment.dirty ? " with uncommitted changes" : "");
}

// A wall time in seconds through the formatter of nanoseconds.
std::string Seconds(double seconds) { return FormatTime(seconds * 1e9); }

Markup Facts(const Result& result) {
  const Environment& environment = result.environment;
  Markup facts = Fact("Build key", environment.build_key);
  facts += Fact("Time key", environment.time_key);
  facts += Fact("CPU", environment.cpu_model);
  facts += Fact("Compiler", environment.compiler);
  facts += Fact("Flags", environment.compiler_flags);
  facts += Fact("Benchmark library", environment.benchmark_library);
  facts += Fact("Kernel", environment.kernel);
  facts += Fact("Commit", Commit(environment));
  facts += Fact("Seed", fmt::format("{}", result.seed));
  facts += Fact("Wall time",
                fmt::format("{}, of it {} in timed slices", Seconds(result.wall_s), Seconds(result.measured_s)));
  facts += Fact("Processes", FormatCount(result.processes));
  facts += Fact("Filter", result.filter);
  facts += Fact("Declared in", result.build_file);
  facts += Fact("Stored baseline", result.baseline_file);
  facts += Fact("Exit code", fmt::format("{}", result.ExitCode()));
  return facts;
}

Markup Target(const Result& result, const std::string& id) {
  Markup html = Fill("<section aria-labelledby=\"{}\">\n<h3 id=\"{}\">{}</h3>\n", {id, id, result.target});
  html += Fill(
      "<div class=\"wide\" role=\"group\" aria-labelledby=\"{}\" tabindex=\"0\"><table class=\"facts\">\n"
      "<caption class=\"hidden\">Environment of {}</caption>\n<tbody>\n{}</tbody></table></div>\n",
      {id, result.target, Facts(result)});
  html += CommandBlock("Reproduce", ReproduceCommand(result.target, ""));
  html += CommandBlock("Accept", AcceptCommand(result.target));
  html += Literal("</section>\n");
  return html;
}

}  // namespace

Markup TargetsSection(const std::vector<Result>& results, Ids& ids) {
  if (results.empty()) return Markup();
  Markup html = Literal(
      "<section aria-labelledby=\"environment\">\n<h2 id=\"environment\">Environment</h2>\n<div class=\"targets\">\n");
  for (const Result& result : results) {
    // What could not be read is of no target: it has errors and nothing else.
    if (!result.target.empty()) html += Target(result, ids.Unique("target", {result.target}));
  }
  html += Literal("</div>\n</section>\n");
  return html;
}

}  // namespace pawl
