// `pawl help`: the tables that README shows, too.
#include "fmt/format.h"
#include "tools/cli/commands.h"
#include "tools/cli/configuration.h"
#include "tools/model/verdict.h"

namespace pawl {

int ExitCodesCommand(Output output) {
  output.out << "code  verdict       blocks  means\n";
  output.out << fmt::format("{:<6}{:<14}{:<8}{}\n", int{kExitUsage}, "-", "yes",
                            "the command line, a claim or a filter is wrong");
  for (const VerdictInfo& info : kVerdicts) {
    const std::string_view blocks = info.blocks ? "yes" : info.if_asked.empty() ? "no" : info.if_asked;
    output.out << fmt::format("{:<6}{:<14}{:<8}{}\n", info.exit_code, info.word, blocks, info.meaning);
  }
  output.out
      << "The most severe wins: 1, 2, 3, 6, 5, 4. A run in which nothing was gated exits 6.\n"
         "`ratchet`, `strict` and `require` are attributes of perf_test; without them these verdicts don't block.\n";
  return kExitOk;
}

int ConfigurationCommand(const std::vector<OptionNames>& options, const Settings& settings, Output output) {
  output.out << RenderConfiguration(options, settings);
  return kExitOk;
}

}  // namespace pawl
