#include "tools/stats/recorded.h"

#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string_view>
#include <utility>

#include "fmt/format.h"

namespace pawl::stats {
namespace {

std::vector<std::string> Fields(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream in(line);
  for (std::string field; std::getline(in, field, ',');) fields.push_back(field);
  return fields;
}

bool ParseFigure(std::string_view field, double& figure) {
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), figure);
  return error == std::errc() && end == field.data() + field.size() && std::isfinite(figure);
}

absl::StatusOr<std::string> ReadText(const std::string& file) {
  // A test and `bazel run` start in the root of their runfiles.
  const std::string path = "tools/stats/testdata/" + file;
  std::ifstream in(path);
  if (!in) return absl::NotFoundError(fmt::format("{}: no such recording", path));
  return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace

absl::StatusOr<std::map<std::string, Columns>> ParseColumns(const std::string& text, const std::string& origin) {
  std::map<std::string, Columns> recording;
  std::vector<std::string> names;
  std::istringstream in(text);
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.starts_with('#')) continue;
    const std::vector<std::string> fields = Fields(line);
    if (names.empty()) {
      names = fields;
      continue;
    }
    bool sound = fields.size() == names.size() && fields.size() > 2 && !fields[0].empty();
    for (size_t i = 2; sound && i < fields.size(); ++i) {
      double figure = 0;
      sound = ParseFigure(fields[i], figure);
      recording[fields[0]][names[i]].push_back(figure);
    }
    if (!sound) {
      return absl::InvalidArgumentError(
          fmt::format("{}:{}: not a row of the columns named above. Restore the file, or record anew: tools/ci/record",
                      origin, number));
    }
  }
  if (recording.empty()) return absl::InvalidArgumentError(fmt::format("{}: has no rows", origin));
  return recording;
}

absl::StatusOr<Recording> ParseRecording(const std::string& text, const std::string& origin) {
  const auto columns = ParseColumns(text, origin);
  if (!columns.ok()) return columns.status();
  Recording recording;
  for (const auto& [benchmark, of_benchmark] : *columns) {
    for (const char* name : {"log_ratio", "contender_floor_ns", "reference_floor_ns"}) {
      if (!of_benchmark.contains(name)) {
        return absl::InvalidArgumentError(fmt::format("{}: has no column {}", origin, name));
      }
    }
    for (size_t i = 0; i < of_benchmark.at("log_ratio").size(); ++i) {
      recording[benchmark].push_back({of_benchmark.at("log_ratio")[i], of_benchmark.at("contender_floor_ns")[i],
                                      of_benchmark.at("reference_floor_ns")[i]});
    }
  }
  return recording;
}

absl::StatusOr<std::map<std::string, Columns>> ReadColumns(const std::string& file) {
  const absl::StatusOr<std::string> text = ReadText(file);
  if (!text.ok()) return text.status();
  return ParseColumns(*text, file);
}

absl::StatusOr<Recording> ReadRecording(const std::string& file) {
  const absl::StatusOr<std::string> text = ReadText(file);
  if (!text.ok()) return text.status();
  return ParseRecording(*text, file);
}

}  // namespace pawl::stats
