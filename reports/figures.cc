#include "reports/figures.h"

#include <string>
#include <utility>

namespace pawl {
namespace {

constexpr std::pair<std::string_view, std::string_view> kReadings[] = {
    {"flame",
     "A frame stands below its caller and is as wide as its cost, or the larger of two. A click or Enter zooms in, "
     "Escape out, the arrow keys walk."},
    {"growth",
     "Both axes are logarithmic, so a straight line is a power of the size, and a steeper one grows faster. Points "
     "are time floors, dashes the fitted power; the size at which an implementation overtakes its reference lies "
     "in the shaded band."},
    {"history",
     "A point is a number that somebody accepted, which holds until the next one. The axis is logarithmic and relative "
     "to the oldest one shown. The last column is this run: above the end of its line it is more than was accepted."},
    {"order",
     "Slices from left to right as they ran, with a line where a process begins: a step or a slope that all "
     "implementations share is the machine's, not the code's."},
    {"ratios",
     "A mark is a measured ratio with its interval, on a logarithmic axis; further left is faster. The dashed tick "
     "is the stored number, the bar the limit: a mark to the right of its bar has crossed it."},
    {"spread",
     "A dot is the time per iteration of one slice; further left is faster. The solid line is the floor, the "
     "dashed one the median. The axis does not start at zero."},
    {"work", "Counted, not timed: shorter is less work. Every axis starts at zero; the peak is that of a whole slice."},
};

}  // namespace

Markup Figures::Add(std::string_view kind, std::initializer_list<std::string_view> parts, std::string_view title,
                    nlohmann::json data, std::string_view reading) {
  if (!scripted_) return Markup();
  const std::string id = ids_.Unique(kind, parts);
  data["kind"] = kind;
  data["title"] = title;
  if (!reading.empty()) data["reading"] = reading;
  data_[id] = std::move(data);
  return Fill("<figure id=\"{}\" class=\"chart\" hidden></figure>\n", {id});
}

Markup Figures::Island() const {
  if (!scripted_) return Markup();
  nlohmann::json island = {{"readings", nlohmann::json::object()}, {"figures", data_}};
  for (const auto& [kind, reading] : kReadings) island["readings"][std::string(kind)] = reading;
  return Fill("<script type=\"application/json\" id=\"pawl-figures\">{}</script>\n",
              {JsonIsland(island.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace))});
}

}  // namespace pawl
