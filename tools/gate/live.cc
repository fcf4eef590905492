#include "tools/gate/live.h"

#include <algorithm>
#include <cmath>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/gate/error_budget.h"
#include "tools/model/content_hash.h"
#include "tools/stats/modes.h"
#include "tools/stats/pair_test.h"
#include "tools/stats/robust.h"

namespace pawl {
namespace {

using stats::PairState;
using stats::PairTest;

// Enough for the null control to be flagged, which takes 19 pairs, and for an SD within a fifth of the truth.
constexpr size_t kNullPairs = 20;
constexpr double kTooNoisy = 3;  // x the recorded spread

stats::PairTestOptions OptionsOf(const LiveEvidence& live, const LiveInput& input) {
  stats::PairTestOptions options;
  options.theta = std::log1p(input.limit.relative);
  options.margin = std::log1p(input.limit.margin);
  options.alpha = kCaseAlpha;
  // Of identical binaries either direction fails the run (error_budget.h).
  options.alpha_shares = input.red_boundaries * (live.identical ? 2 : 1);
  if (input.max_pairs) options.max_pairs = options.suspicion_pairs = std::max(options.min_pairs, *input.max_pairs);
  return options;
}

PairTest RunTest(const std::vector<double>& log_ratios, const stats::PairTestOptions& options) {
  PairTest test(options);
  for (double d : log_ratios) test.Add(d);
  return test;
}

std::string Percent(double log_ratio) { return fmt::format("{:+.1f} %", std::expm1(log_ratio) * 100); }

class LiveJudge {
 public:
  LiveJudge(const LiveEvidence& live, const LiveInput& input)
      : live_(live), input_(input), options_(OptionsOf(live, input)), test_(RunTest(live.log_ratios, options_)) {}

  LiveJudgement Judge() && {
    if (live_.identical && !input_.accepted.empty()) {
      SameBytes();
      return std::move(judgement_);
    }
    Describe();
    switch (test_.state()) {
      case PairState::kUndecided:
        Continue({kAcceptedSide, kContenderSide}, test_.pairs() >= options_.max_pairs
                                                      ? fmt::format("suspect, continuing: {} pairs", test_.pairs())
                                                      : "undecided, continuing");
        break;
      case PairState::kExhausted:
        Unstable(stats::TwoHeaps(live_.log_ratios)
                     ? "bimodal: its processes fall into two heaps, by how memory happens to be laid out"
                     : "noise: undecided at the cap");
        break;
      case PairState::kUnchanged:
        row().verdict = Verdict::kOk;
        if (live_.identical) row().reason = "identical binary";
        break;
      case PairState::kImproved:
      case PairState::kRegressed:
        JudgeDifference();
        break;
    }
    return std::move(judgement_);
  }

 private:
  Row& row() { return judgement_.row; }

  // What is compared with, as messages name it.
  const char* Base() const { return input_.symmetric ? "baseline" : "accepted"; }

  void Describe() {
    row().case_name = live_.case_name;
    row().comparison = std::string(kTime);
    row().unit = "x";
    row().stored = 1;
    row().bound = 1 + input_.limit.relative;
    row().limit = input_.limit.text;
    row().limit_origin = input_.limit.origin;
    if (const auto median = test_.MedianLogRatio()) row().current = std::exp(*median);
    const std::string with = input_.accepted.empty() ? "" : " with accepted " + ShortHash(input_.accepted);
    row().level = fmt::format("e-process over {} process pairs{}, error rate <= {:g}", test_.pairs(), with, kCaseAlpha);
    if (!input_.final) return;
    if (const auto interval = test_.ConfidenceInterval()) {
      row().low = std::exp(interval->low);
      row().high = std::exp(interval->high);
    }
  }

  void SameBytes() {
    row().case_name = live_.case_name;
    row().comparison = std::string(kTime);
    row().verdict = Verdict::kOk;
    row().unit = "x";
    row().limit = input_.limit.text;
    row().limit_origin = input_.limit.origin;
    row().level = fmt::format("exact: the same bytes as accepted {}", ShortHash(input_.accepted));
  }

  void Unstable(std::string reason) {
    row().verdict = Verdict::kUnstable;
    row().reason = std::move(reason);
  }

  // Asks for another group, if there is time.
  void Continue(std::set<int> sides, std::string reason) {
    if (input_.out_of_time) {
      return Unstable(
          fmt::format("budget: the time ran out after {} pairs ({}); raise the test's timeout", test_.pairs(), reason));
    }
    Unstable(std::move(reason));
    judgement_.wanted = std::move(sides);
  }

  void RandomisationIsBroken(const std::string& who, double log_ratio) {
    row().verdict = Verdict::kError;
    row().reason = fmt::format(
        "the null control failed: {} differ by {} at an error rate of {:g}, so something other than code tells the "
        "sides apart; nothing that was timed in this run can be trusted",
        who, Percent(log_ratio), kCaseAlpha);
  }

  void JudgeDifference() {
    if (live_.identical) return RandomisationIsBroken("two copies of one binary", *test_.MedianLogRatio());
    if (test_.state() == PairState::kImproved && !input_.symmetric) {
      row().verdict = Verdict::kImproved;
      row().reason = "faster than the accepted binary: accept it, or it can be lost again unnoticed";
      return;
    }
    if (!SurvivesNullControl()) return;
    SurvivesLayouts();
  }

  bool SurvivesNullControl() {
    const std::vector<double>& null = live_.null_log_ratios;
    if (null.size() < kNullPairs) {
      Continue({kAcceptedSide, kSecondCopySide},
               fmt::format("suspect, continuing: null control, {} of {} pairs", null.size(), kNullPairs));
      return false;
    }
    const PairTest test = RunTest(null, options_);
    if (test.state() == PairState::kRegressed || test.state() == PairState::kImproved) {
      RandomisationIsBroken(fmt::format("two copies of the {} binary", Base()), *test.MedianLogRatio());
      return false;
    }
    const double spread = stats::SampleSd(null);
    // Accepted in a very quiet hour, a case may have recorded next to no noise; what is below theta can't fake a change
    // beyond it.
    if (input_.recorded_spread && spread > kTooNoisy * std::max(*input_.recorded_spread, options_.theta)) {
      Unstable(
          fmt::format("noise: two copies of the accepted binary scatter by {:.1f} %, {:.1f} % when it was accepted; "
                      "the machine is too noisy now",
                      spread * 100, *input_.recorded_spread * 100));
      return false;
    }
    return true;
  }

  // One more layout of the same verdict makes two of three.
  void SurvivesLayouts() {
    row().verdict = test_.state() == PairState::kRegressed ? Verdict::kRegressed : Verdict::kImproved;
    if (!input_.same_work) return;
    if (live_.layout_log_ratios.empty()) {
      row().reason = "does the same work as before; there was no other layout to check it with";
      return;
    }
    std::set<int> undecided;
    std::vector<std::string> medians;
    for (size_t i = 0; i < live_.layout_log_ratios.size(); ++i) {
      const PairTest test = RunTest(live_.layout_log_ratios[i], options_);
      if (test.state() == PairState::kUndecided) undecided.insert(kFirstLayoutSide + static_cast<int>(i));
      if (const auto median = test.MedianLogRatio()) medians.push_back(Percent(*median));
      if (test.state() == test_.state()) {
        row().reason = fmt::format("also in another layout: {}", Percent(*test.MedianLogRatio()));
        return;
      }
    }
    if (!undecided.empty()) {
      undecided.insert(kAcceptedSide);
      return Continue(std::move(undecided), "suspect, continuing: other layouts of the same code");
    }
    Unstable(
        fmt::format("layout: does the same work as before, and in other layouts its time changes by {}; the "
                    "place of the code in memory decides, not the code",
                    fmt::join(medians, " and ")));
  }

  const LiveEvidence& live_;
  const LiveInput& input_;
  const stats::PairTestOptions options_;
  const PairTest test_;
  LiveJudgement judgement_;
};

}  // namespace

LiveJudgement JudgeLive(const LiveEvidence& live, const LiveInput& input) {
  if (live.error) {
    LiveJudgement judgement;
    judgement.row.case_name = live.case_name;
    judgement.row.comparison = std::string(kTime);
    judgement.row.verdict = Verdict::kError;
    judgement.row.reason = *live.error;
    return judgement;
  }
  return LiveJudge(live, input).Judge();
}

}  // namespace pawl
