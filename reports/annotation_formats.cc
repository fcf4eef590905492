// How two CIs want annotations written.
#include <array>
#include <cstdint>
#include <map>
#include <tuple>

#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "reports/annotations.h"
#include "reports/markup.h"
#include "tools/model/text_table.h"

namespace pawl {
namespace {

using Level = Annotation::Level;

constexpr int kMostOfALevel = 10;  // GitHub shows no more for a step

// Lines of text without control characters, which a terminal of the log would obey.
std::string Printable(std::string_view text) {
  std::string lines;
  while (true) {
    const size_t end = text.find('\n');
    lines += Quoted(ValidUtf8(text.substr(0, end)), TextStyle::kTerminal);
    if (end == std::string_view::npos) return lines;
    lines += '\n';
    text.remove_prefix(end + 1);
  }
}

// A command ends with its line. A property also ends with a comma, and its command's properties with a colon.
std::string Escaped(std::string_view text, std::string_view characters) {
  std::string escaped;
  for (const char c : Printable(text)) {
    if (characters.find(c) == std::string_view::npos) {
      escaped += c;
    } else {
      escaped += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return escaped;
}
std::string Data(std::string_view text) { return Escaped(text, "%\r\n"); }
std::string Property(std::string_view text) { return Escaped(text, "%\r\n:,"); }

std::string_view GithubWord(Level level) {
  switch (level) {
    case Level::kError:
      return "error";
    case Level::kWarning:
      return "warning";
    case Level::kNotice:
      return "notice";
  }
  return "error";
}

std::string_view GitlabSeverity(Level level) {
  switch (level) {
    case Level::kError:
      return "major";
    case Level::kWarning:
      return "minor";
    case Level::kNotice:
      return "info";
  }
  return "major";
}

// What stands at one line as one annotation.
std::vector<Annotation> JoinedByLine(const std::vector<Annotation>& annotations) {
  std::vector<Annotation> joined;
  std::map<std::tuple<Level, std::string, int>, size_t> places;
  for (const Annotation& one : annotations) {
    const auto [place, is_new] = places.try_emplace({one.level, one.place.file, one.place.line}, joined.size());
    if (is_new) {
      joined.push_back(one);
    } else {
      joined[place->second].message += fmt::format("\n\n{}\n{}", one.title, one.message);
    }
  }
  return joined;
}

std::string GithubLine(const Annotation& one) {
  std::string properties;
  if (!one.place.file.empty()) {
    properties = fmt::format("file={},", Property(one.place.file));
    if (one.place.line > 0) properties += fmt::format("line={},", one.place.line);
  }
  return fmt::format("::{} {}title={}::{}\n", GithubWord(one.level), properties, Property(one.title),
                     Data(one.message));
}

// FNV-1a in two halves of different start: GitLab wants a text that no other entry of the report has.
std::string Fingerprint(std::string_view text) {
  std::string digits;
  for (uint64_t hash : {0xcbf29ce484222325ULL, 0x84222325cbf29ce4ULL}) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    digits += fmt::format("{:016x}", hash);
  }
  return digits;
}

}  // namespace

std::string RenderGithubAnnotations(const std::vector<Annotation>& annotations) {
  std::vector<Annotation> shown;
  std::array<int, 3> seen{};
  std::array<size_t, 3> last{};
  for (const Annotation& one : JoinedByLine(annotations)) {
    const auto level = static_cast<size_t>(one.level);
    if (++seen[level] > kMostOfALevel) continue;
    last[level] = shown.size();
    shown.push_back(one);
  }
  for (size_t level = 0; level < seen.size(); ++level) {
    if (seen[level] <= kMostOfALevel) continue;
    shown[last[level]].message += fmt::format("\n\nand {} more places with {}s: see the report",
                                              seen[level] - kMostOfALevel, GithubWord(static_cast<Level>(level)));
  }
  std::string text;
  for (const Annotation& one : shown) text += GithubLine(one);
  return text;
}

std::string RenderGitlabAnnotations(const std::vector<Annotation>& annotations) {
  using nlohmann::json;
  json report = json::array();
  std::map<std::string, int> uses;
  for (const Annotation& one : annotations) {
    const int use = ++uses[one.subject];
    const std::string subject = use == 1 ? one.subject : fmt::format("{} {}", one.subject, use);
    report.push_back({
        {"description", Printable(one.title + "\n" + one.message)},
        {"check_name", "pawl/" + one.check},
        {"fingerprint", Fingerprint(subject)},
        {"severity", GitlabSeverity(one.level)},
        // GitLab drops entries without a place.
        {"location",
         {{"path", one.place.file.empty() ? "BUILD" : Printable(one.place.file)},
          {"lines", {{"begin", std::max(one.place.line, 1)}}}}},
    });
  }
  return report.dump(1) + "\n";
}

}  // namespace pawl
