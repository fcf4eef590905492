#ifndef PAWL_TOOLS_CLI_COMPARISON_SCREEN_H_
#define PAWL_TOOLS_CLI_COMPARISON_SCREEN_H_

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "tools/cli/commands.h"
#include "tools/cli/comparison.h"

namespace pawl {

// What a comparison shows while it runs: a table that grows by each case that is decided, one line of progress below it
// on a terminal, and what is known so far if it is interrupted. May be used by several threads.
class ComparisonScreen {
 public:
  explicit ComparisonScreen(Output output);

  // Prints a line at once.
  void Say(const std::string& line);
  void Decided(const DecidedCase& decided);
  // Shows what is going on until the next line; silent where nobody watches.
  void Progress(const std::string& line);

  // What is printed if the run ends now.
  void Know(std::string text);
  // Prints that and nothing more, ever.
  void Interrupt();

 private:
  void EndProgress();

  Output output_;
  std::mutex mutex_;
  std::string known_;
  bool interrupted_ = false;
  bool header_ = false;
  std::function<void(const std::string&)> progress_;
};

// The columns of every table of pairs of processes, without newline: ratio, 95 % interval, a word, pairs, what it is
// of.
struct PairedLine {
  std::optional<double> ratio, low, high;
  std::string_view word;
  int pairs = 0;
  std::string of;
};
std::string RenderPaired(const PairedLine& line);
std::string PairedHeader(std::string_view word, std::string_view of);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_COMPARISON_SCREEN_H_
