#include "tools/cli/comparison_screen.h"

#include <utility>

#include "fmt/format.h"
#include "tools/cli/command_support.h"

namespace pawl {

std::string ComparisonHeader() {
  return fmt::format("{:>7}  {:<16}  {:<10} {:>5}  {}", "ratio", "95 % interval", "verdict", "pairs", "case");
}

std::string ComparisonLine(const DecidedCase& decided) {
  const Row& row = decided.row;
  const std::string ratio = row.current ? fmt::format("{:.3f}", *row.current) : "";
  const std::string interval = row.low && row.high ? fmt::format("{:.3f} to {:.3f}", *row.low, *row.high) : "";
  const std::string why = row.verdict == Verdict::kOk && !row.reason.empty() ? "  (" + row.reason + ")" : "";
  return fmt::format("{:>7}  {:<16}  {:<10} {:>5}  {}{}", ratio, interval, Word(row.verdict), decided.pairs,
                     row.case_name, why);
}

ComparisonScreen::ComparisonScreen(Output output) : output_(output), progress_(pawl::Progress(output)) {}

void ComparisonScreen::Say(const std::string& line) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (interrupted_) return;
  EndProgress();
  output_.out << line << "\n" << std::flush;
}

void ComparisonScreen::Decided(const DecidedCase& decided) {
  if (!std::exchange(header_, true)) Say(ComparisonHeader());
  Say(ComparisonLine(decided));
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
