#include "tools/cli/explanation_text.h"

#include <algorithm>
#include <cmath>

#include "fmt/format.h"
#include "tools/model/call_site.h"
#include "tools/model/format.h"
#include "tools/model/metric.h"

namespace pawl {
namespace {

constexpr size_t kListed = 10;  // A change has one or two causes; what comes after ten is their echo.
constexpr size_t kPath = 4;     // Frames: enough to tell two callers apart, one line in a terminal.

std::string Signed(double delta, std::string_view metric) {
  return (delta > 0 ? "+" : "") + FormatAmount(delta, ProfiledUnit(metric));
}

std::string Arrow(const CostChange& cost, std::string_view metric) {
  const auto [before, after] = FormatAmounts(cost.before, cost.after, ProfiledUnit(metric));
  return fmt::format("{} -> {}", before, after);
}

std::string_view Kind(const ProfileDifference& difference) {
  return difference.metric == "instructions" ? "function" : "call site";
}

std::string Heading(const ProfileDifference& difference, const Explanation& explanation) {
  // A peak is of a whole process, however many iterations it runs.
  const std::string what = fmt::format("{}{}, by {}", difference.metric,
                                       difference.metric == kPeakBytes ? "" : " per iteration", difference.instrument);
  if (!difference.compared) {
    return fmt::format("{}: {} in {}, not compared\n", what,
                       FormatAmount(difference.total.after, ProfiledUnit(difference.metric)), explanation.after);
  }
  const std::string percent = FormatPercentChange(difference.total.before, difference.total.after);
  return fmt::format("{}, {} -> {}: {}{}\n", what, explanation.before, explanation.after,
                     Arrow(difference.total, difference.metric),
                     percent == kNoNumber ? "" : fmt::format(" ({})", percent));
}

// "also peak_bytes +64 B": what the instrument's other metrics say of the same function.
std::string Also(const SiteChange& site, const ProfileDifference& of, const Explanation& explanation) {
  std::string text;
  for (const ProfileDifference& other : explanation.differences) {
    if (other.metric == of.metric || other.instrument != of.instrument || other.compared != of.compared) continue;
    const auto found = std::find_if(other.sites.begin(), other.sites.end(),
                                    [&](const SiteChange& change) { return change.function == site.function; });
    if (found == other.sites.end() || !found->cost.Changed()) continue;
    const double number = found->cost.Delta();
    text +=
        fmt::format("{}{} {}", text.empty() ? "    also " : ", ", other.metric,
                    other.compared ? Signed(number, other.metric) : FormatAmount(number, ProfiledUnit(other.metric)));
  }
  return text.empty() ? "" : text + "\n";
}

// The stack that moved most in the direction in which its site did.
const StackChange& Mover(const SiteChange& site) {
  const double direction = site.cost.Delta() < 0 ? -1 : 1;
  return *std::max_element(site.stacks.begin(), site.stacks.end(), [&](const StackChange& a, const StackChange& b) {
    return a.cost.Delta() * direction < b.cost.Delta() * direction;
  });
}

// "called by A < B < ...; through std::vector<>::push_back". Names without parameters, and
// callers only as far as the benchmark library's, above which every stack is the same.
std::string Path(const SiteChange& site) {
  const std::vector<std::string>& frames = Mover(site).frames;
  const size_t at = CallSite(frames);
  std::string text;
  for (size_t i = at, shown = 0; i-- > 0; ++shown) {
    const std::string_view name = QualifiedName(frames[i]);
    if (name.starts_with("benchmark::")) break;
    text += fmt::format("{}{}", shown == 0 ? "called by " : " < ", shown == kPath ? "..." : name);
    if (shown == kPath) break;
  }
  if (at + 1 < frames.size()) {
    text += fmt::format("{}through {}", text.empty() ? "" : "; ", QualifiedName(frames[at + 1]));
  }
  return text.empty() ? "" : fmt::format("    {}\n", text);
}

std::string SiteText(const SiteChange& site, const ProfileDifference& difference, const Explanation& explanation) {
  std::string_view once;
  if (difference.compared && site.cost.before == 0) once = ", new";
  if (difference.compared && site.cost.after == 0) once = ", gone";
  const std::string numbers = difference.compared
                                  ? fmt::format("{}  ({}{})", Signed(site.cost.Delta(), difference.metric),
                                                Arrow(site.cost, difference.metric), once)
                                  : FormatAmount(site.cost.after, ProfiledUnit(difference.metric));
  return fmt::format("  {}  {}\n{}{}", numbers, site.function, Path(site), Also(site, difference, explanation));
}

// How much of the whole the listed ones are, so that nobody takes a part for all of it.
std::string Share(double listed, size_t left_out, const ProfileDifference& difference) {
  const double whole = difference.total.Delta();
  std::string text = difference.compared ? fmt::format("  these add up to {} of {}", Signed(listed, difference.metric),
                                                       Signed(whole, difference.metric))
                                         : fmt::format("  these add up to {} of {}",
                                                       FormatAmount(listed, ProfiledUnit(difference.metric)),
                                                       FormatAmount(whole, ProfiledUnit(difference.metric)));
  if (whole != 0 && listed / whole >= 0) text += fmt::format(" ({})", FormatPercent(listed / whole));
  if (left_out > 0) text += fmt::format("; {} more {}s in --json", left_out, Kind(difference));
  return text + "\n";
}

std::string DifferenceText(const ProfileDifference& difference, const Explanation& explanation) {
  std::string text = Heading(difference, explanation);
  if (!difference.note.empty()) text += fmt::format("  note: {}\n", difference.note);
  double listed = 0;
  size_t changed = 0;
  for (const SiteChange& site : difference.sites) {
    if (!site.cost.Changed() || ++changed > kListed) continue;
    listed += site.cost.Delta();
    text += SiteText(site, difference, explanation);
  }
  if (changed > 0) return text + Share(listed, changed - std::min(changed, kListed), difference);
  if (!difference.total.Changed()) return text + fmt::format("  no {} changed\n", Kind(difference));
  return text + fmt::format("  the change is in {}s too small to be listed\n", Kind(difference));
}

}  // namespace

std::string RenderExplanation(const Explanation& explanation) {
  std::string text;
  for (const ProfileDifference& difference : explanation.differences) text += DifferenceText(difference, explanation);
  for (const std::string& sentence : explanation.incomparable) text += sentence + "\n";
  for (const MissingProfile& missing : explanation.missing) {
    text += fmt::format("no {} profile: {}\n", missing.instrument, missing.reason);
  }
  if (!explanation.alone.empty()) text += explanation.alone + "\n";
  return text;
}

}  // namespace pawl
