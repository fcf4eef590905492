#include "tools/cli/comparison_screen.h"

#include <utility>

#include "fmt/format.h"
#include "tools/cli/command_support.h"

namespace pawl {

std::string PairedHeader(std::string_view word, std::string_view of) {
  return fmt::format("{:>7}  {:<16}  {:<10} {:>5}  {}", "ratio", "95 % interval", word, "pairs", of);
}

std::string RenderPaired(const PairedLine& line) {
  const std::string ratio = line.ratio ? fmt::format("{:.3f}", *line.ratio) : "";
  const std::string interval = line.low && line.high ? fmt::format("{:.3f} to {:.3f}", *line.low, *line.high) : "";
  return fmt::format("{:>7}  {:<16}  {:<10} {:>5}  {}", ratio, interval, line.word, line.pairs, line.of);
}

ComparisonScreen::ComparisonScreen(Output output) : output_(output), progress_(pawl::Progress(output)) {}

void ComparisonScreen::Say(const std::string& line) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (interrupted_) return;
  EndProgress();
  output_.out << line << "\n" << std::flush;
}

void ComparisonScreen::Decided(const DecidedCase& decided) {
  if (!std::exchange(header_, true)) Say(PairedHeader("verdict", "case"));
  const Row& row = decided.row;
  const std::string why = row.verdict == Verdict::kOk && !row.reason.empty() ? "  (" + row.reason + ")" : "";
  Say(RenderPaired({row.current, row.low, row.high, Word(row.verdict), decided.pairs, row.case_name + why}));
}

void ComparisonScreen::Progress(const std::string& line) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!interrupted_) progress_(line);
}

void ComparisonScreen::Know(std::string text) {
  const std::lock_guard<std::mutex> lock(mutex_);
  known_ = std::move(text);
}

void ComparisonScreen::Interrupt() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (std::exchange(interrupted_, true)) return;
  EndProgress();
  output_.out << known_ << std::flush;
}

void ComparisonScreen::EndProgress() { pawl::EndProgress(output_); }

}  // namespace pawl
