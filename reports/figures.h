#ifndef PAWL_REPORTS_FIGURES_H_
#define PAWL_REPORTS_FIGURES_H_

#include <initializer_list>
#include <string_view>

#include "nlohmann/json.hpp"
#include "reports/markup.h"

namespace pawl {

// The figures that a page's script draws, from data that stands in the page as JSON. Without a script there are none:
// every Add() is then empty, and so is the island.
class Figures {
 public:
  // `ids` outlives this.
  Figures(Ids& ids, bool scripted) : ids_(ids), scripted_(scripted) {}

  bool scripted() const { return scripted_; }

  // A hidden figure, which the script draws by `data` and shows. `kind` is a drawing function of reports/web;
  // `parts` name it among those of its kind; `title` says what it shows. One sentence on how to read it goes with its
  // kind; `reading`, ending with a space, is said of this one alone, before it.
  Markup Add(std::string_view kind, std::initializer_list<std::string_view> parts, std::string_view title,
             nlohmann::json data, std::string_view reading = "");

  // The data of all figures so far, by their ids, and how to read each kind, in <script id="pawl-figures">.
  Markup Island() const;

 private:
  Ids& ids_;
  bool scripted_;
  nlohmann::json data_ = nlohmann::json::object();
};

}  // namespace pawl

#endif  // PAWL_REPORTS_FIGURES_H_
