#include "reports/markup.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "fmt/format.h"
#include "nlohmann/json.hpp"

namespace pawl {
namespace {

constexpr std::string_view kReplacement = "\ufffd";

bool IsForbiddenControl(unsigned char c) { return (c < 0x20 && c != '\t' && c != '\n') || c == 0x7f; }

bool StaysInId(unsigned char c) {
  const bool letter_or_digit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return letter_or_digit || std::string_view("/:._-").find(static_cast<char>(c)) != std::string_view::npos;
}

}  // namespace

std::string ValidUtf8(std::string_view text) {
  // The JSON library replaces what is not UTF-8 on its way out; most texts are ASCII and need no such trip.
  if (std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; })) return std::string(text);
  using nlohmann::json;
  return json::parse(json(text).dump(-1, ' ', false, json::error_handler_t::replace)).get<std::string>();
}

Markup Literal(std::string_view html) { return Markup(std::string(html)); }

Markup Escape(std::string_view text) {
  std::string html;
  html.reserve(text.size());
  for (const char c : ValidUtf8(text)) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        if (IsForbiddenControl(static_cast<unsigned char>(c))) {
          html += kReplacement;
        } else {
          html += c;
        }
    }
  }
  return Literal(html);
}

Markup Fill(std::string_view pattern, std::initializer_list<Blank> blanks) {
  std::string html;
  const Blank* blank = blanks.begin();
  for (size_t at = 0; at < pattern.size(); ++at) {
    if (pattern.substr(at, 2) == "{}" && blank != blanks.end()) {
      html += blank++->markup().html();
      ++at;
    } else {
      html += pattern[at];
    }
  }
  assert(blank == blanks.end());
  return Literal(html);
}

Markup BreakAtSlashes(std::string_view case_name) {
  Markup markup;
  for (size_t slash; (slash = case_name.find('/')) != std::string_view::npos; case_name.remove_prefix(slash + 1)) {
    markup += Fill("{}<wbr>", {case_name.substr(0, slash + 1)});
  }
  markup += Escape(case_name);
  return markup;
}

Markup CommandBlock(std::string_view label, std::string_view command) {
  return Fill("<div class=\"command\"><span>{}</span><pre><code>{}</code></pre></div>\n", {label, command});
}

Markup JsonIsland(std::string_view json) {
  std::string html;
  html.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      html += "\\u003c";
    } else {
      html += c;
    }
  }
  return Literal(html);
}

std::string Ids::Unique(std::string_view kind, std::initializer_list<std::string_view> parts) {
  std::string id(kind);
  char separator = ':';
  for (const std::string_view part : parts) {
    id += std::exchange(separator, ';');
    for (const unsigned char c : part) {
      if (StaysInId(c)) {
        id += static_cast<char>(c);
      } else {
        id += fmt::format("~{:02x}", c);
      }
    }
  }
  const int use = ++uses_[id];
  return use == 1 ? id : fmt::format("{};{}", id, use);
}

}  // namespace pawl
