#include "reports/flames.h"

#include <map>
#include <string>
#include <utility>

#include "fmt/format.h"
#include "reports/frames.h"
#include "tools/model/metric.h"

namespace pawl {
namespace {

using nlohmann::json;

// A frame as [name, before, after, children], its name a place in a list: a function occurs in many stacks.
class Packing {
 public:
  explicit Packing(double narrowest) : narrowest_(narrowest) {}

  json Pack(const std::string& function, const Frame& frame) {
    json packed = {NameOf(function), frame.cost.before, frame.cost.after};
    json children = json::array();
    for (const auto& [name, child] : frame.children) {
      if (child.width >= narrowest_) children.push_back(Pack(name, child));
    }
    if (!children.empty()) packed.push_back(std::move(children));
    return packed;
  }

  json Names() && { return std::move(names_); }

 private:
  size_t NameOf(const std::string& function) {
    const auto [found, is_new] = places_.try_emplace(function, places_.size());
    if (is_new) names_.push_back(function);
    return found->second;
  }

  const double narrowest_;
  std::map<std::string, size_t> places_;
  json names_ = json::array();
};

Markup FlameFigure(const Explanation& explanation, const ProfileDifference& difference, Figures& figures) {
  const Frame root = FrameTree(difference);
  if (!(root.width > 0)) return Markup();
  Packing packing(kNarrowestFrame * root.width);
  json packed = packing.Pack("all listed stacks", root);
  const std::string sides = difference.compared ? fmt::format("Before is {}, after is {}: red has grown, blue shrunk. ",
                                                              explanation.before, explanation.after)
                                                : "";
  const std::string reading =
      fmt::format("{}Costs are {}, by {}. ", sides,
                  difference.metric == kPeakBytes ? "of a whole slice" : "per iteration", difference.instrument);
  return figures.Add("flame", {explanation.case_name, difference.metric, explanation.target},
                     fmt::format("Where {} of {} come from.", difference.metric, explanation.case_name),
                     {{"unit", ProfiledUnit(difference.metric)},
                      {"compared", difference.compared},
                      {"names", std::move(packing).Names()},
                      {"root", std::move(packed)}},
                     reading);
}

}  // namespace

Markup FlameFigures(const Explanation& explanation, Figures& figures) {
  Markup html;
  if (!figures.scripted()) return html;
  for (const ProfileDifference& difference : explanation.differences) {
    html += FlameFigure(explanation, difference, figures);
  }
  return html;
}

}  // namespace pawl
