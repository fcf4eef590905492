#include "tools/cli/junit.h"

#include <sstream>
#include <string_view>

#include "nlohmann/json.hpp"
#include "pugixml.hpp"
#include "tools/cli/terminal.h"

namespace pawl {
namespace {

// The element that a row becomes; null for a pass.
const char* Element(const Row& row) {
  if (row.verdict != Verdict::kError && Blocks(row)) return "failure";
  switch (row.verdict) {
    case Verdict::kOk:
    case Verdict::kImproved:
      return nullptr;
    case Verdict::kRegressed:
    case Verdict::kMissing:
    case Verdict::kNew:
    case Verdict::kUnstable:
    case Verdict::kIncomparable:
    case Verdict::kNotMeasured:
      return "skipped";
    case Verdict::kError:
      return "error";
  }
  return "error";
}

// XML 1.0 has no form for most control characters and a file has one encoding; a benchmark may say anything.
std::string Printable(const std::string& text) {
  using nlohmann::json;
  const std::string quoted = json(text).dump(-1, ' ', false, json::error_handler_t::replace);
  std::string utf8 = json::parse(quoted).get<std::string>();
  for (char& c : utf8) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') c = '?';
  }
  // U+FFFE and U+FFFF, the two code points beyond them that XML forbids.
  for (const char* forbidden : {"\xef\xbf\xbe", "\xef\xbf\xbf"}) {
    for (size_t at; (at = utf8.find(forbidden)) != std::string::npos;) utf8.replace(at, 3, "?");
  }
  return utf8;
}

pugi::xml_node AddCase(pugi::xml_node& suite, const std::string& target, const std::string& name) {
  pugi::xml_node test = suite.append_child("testcase");
  test.append_attribute("classname") = Printable(target).c_str();
  test.append_attribute("name") = Printable(name).c_str();
  return test;
}

void AddOutcome(pugi::xml_node& test, const char* element, const std::string& message, const std::string& text) {
  pugi::xml_node outcome = test.append_child(element);
  outcome.append_attribute("message") = Printable(message).c_str();
  outcome.append_child(pugi::node_pcdata).set_value(Printable(text).c_str());
}

}  // namespace

std::string RenderJUnit(const Result& result) {
  pugi::xml_document document;
  pugi::xml_node suite = document.append_child("testsuites").append_child("testsuite");
  int failures = 0;
  int errors = 0;
  int skipped = 0;
  int tests = 0;
  for (const std::string& error : result.errors) {
    ++tests;
    ++errors;
    pugi::xml_node test = AddCase(suite, result.target, "run");
    AddOutcome(test, "error", "error: " + error, RenderTerminal(result));
  }
  for (const Row& row : result.rows) {
    ++tests;
    pugi::xml_node test = AddCase(suite, result.target, CaseLabel(row) + " " + row.comparison);
    const char* element = Element(row);
    if (element == nullptr) {
      if (!row.mute.empty()) test.append_child("system-out").text().set(Printable("muted " + row.mute).c_str());
      continue;
    }
    const std::string message = std::string(Word(row.verdict)) + (row.reason.empty() ? "" : ": " + row.reason);
    AddOutcome(test, element, message, DescribeRow(row, result));
    failures += std::string_view(element) == "failure" ? 1 : 0;
    errors += std::string_view(element) == "error" ? 1 : 0;
    skipped += std::string_view(element) == "skipped" ? 1 : 0;
  }
  suite.append_attribute("name") = Printable(result.target).c_str();
  suite.append_attribute("tests") = tests;
  suite.append_attribute("failures") = failures;
  suite.append_attribute("errors") = errors;
  suite.append_attribute("skipped") = skipped;
  suite.append_attribute("time") = result.wall_s;
  std::ostringstream text;
  document.save(text, " ");
  return text.str();
}

}  // namespace pawl
