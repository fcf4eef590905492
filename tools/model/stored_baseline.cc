#include "tools/model/stored_baseline.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <set>
#include <tuple>

#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "tools/model/content_hash.h"

namespace pawl {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

auto SortKey(const Record& record) { return std::tie(record.case_name, record.metric, record.key); }

// Records stand one per line, so the i-th record is on the i-th line that names a case.
std::vector<int> RecordLines(const std::string& text) {
  std::vector<int> lines;
  int line = 1;
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\n') ++line;
    if (text.compare(at, 6, "\"case\"") == 0) lines.push_back(line);
  }
  return lines;
}

int LineOf(const std::string& text, size_t byte) {
  return 1 + static_cast<int>(
                 std::count(text.begin(), text.begin() + static_cast<long>(std::min(byte, text.size())), '\n'));
}

class Parser {
 public:
  Parser(const std::string& path, const std::string& accept) : path_(path), accept_(accept) {}

  absl::Status Error(int line, std::string_view what) const {
    return absl::InvalidArgumentError(fmt::format(
        "{}:{}: {}. The file was edited by hand or damaged: restore it from version control. If it is lost, "
        "delete it and run: {}",
        path_, line, what, accept_));
  }

  absl::StatusOr<Record> ParseRecord(const json& j, int line) const {
    Record record;
    record.line = line;
    try {
      record.case_name = j.at("case").get<std::string>();
      record.metric = j.at("metric").get<std::string>();
      record.key = j.at("key").get<std::string>();
      record.value = j.at("value").get<double>();
      if (j.contains("spread")) record.spread = j["spread"].get<double>();
      if (j.contains("processes")) record.processes = j["processes"].get<int>();
      record.source = j.value("source", "");
      record.reason = j.value("reason", "");
      record.accepted = j.value("accepted", "");
    } catch (const std::exception& error) {
      return Error(line, fmt::format("bad record ({})", error.what()));
    }
    if (record.case_name.empty() || record.metric.empty() || record.key.empty()) {
      return Error(line, "case, metric and key must not be empty");
    }
    if (!std::isfinite(record.value) || record.value < 0) {
      return Error(line, fmt::format("value {} is negative or not a number", record.value));
    }
    if (record.spread && (!std::isfinite(*record.spread) || *record.spread < 0)) {
      return Error(line, fmt::format("spread {} is negative or not a number", *record.spread));
    }
    if (!record.accepted.empty() && !IsContentHash(record.accepted)) {
      return Error(
          line, fmt::format("accepted \"{}\" is no hash of the form sha256:<64 hexadecimal digits>", record.accepted));
    }
    return record;
  }

 private:
  const std::string& path_;
  const std::string& accept_;
};

// Of a ratio: enough digits for every comparison that is made with it, few enough to read in a review. Counts are
// written exactly: 1 + 1/32 allocations must not exceed what was stored for them.
double Rounded(double value) {
  if (value == 0 || value == std::floor(value)) return value;
  const double scale = std::pow(10.0, 3 - std::floor(std::log10(value)));
  return std::round(value * scale) / scale;
}

ordered_json ToJson(const Record& record) {
  ordered_json j;
  j["case"] = record.case_name;
  j["metric"] = record.metric;
  const double value = record.spread ? Rounded(record.value) : record.value;
  // Counts and bytes without a fraction read as integers, not as 3.0.
  if (value == std::floor(value) && value < 1e15) {
    j["value"] = static_cast<int64_t>(value);
  } else {
    j["value"] = value;
  }
  if (record.spread) j["spread"] = Rounded(*record.spread);
  if (record.processes) j["processes"] = *record.processes;
  if (!record.accepted.empty()) j["accepted"] = record.accepted;
  if (!record.source.empty()) j["source"] = record.source;
  if (!record.reason.empty()) j["reason"] = record.reason;
  j["key"] = record.key;
  return j;
}

}  // namespace

const Record* StoredBaseline::Find(std::string_view case_name, std::string_view metric, std::string_view key) const {
  for (const Record& record : records) {
    if (record.case_name == case_name && record.metric == metric && record.key == key) return &record;
  }
  return nullptr;
}

absl::StatusOr<StoredBaseline> ParseStoredBaseline(const std::string& text, const std::string& path,
                                                   const std::string& accept) {
  const Parser parser(path, accept);
  json document;
  try {
    document = json::parse(text);
  } catch (const json::parse_error& error) {
    if (const size_t conflict = text.find("\n<<<<<<< "); conflict != std::string::npos) {
      return parser.Error(LineOf(text, conflict + 1), "a merge left its conflict here");
    }
    return parser.Error(LineOf(text, error.byte), fmt::format("not valid JSON ({})", error.what()));
  }
  if (!document.is_object() || !document.contains("schema") || !document["schema"].is_number_integer() ||
      !document.contains("records") || !document["records"].is_array()) {
    return parser.Error(1, "no \"schema\" number and \"records\" list at the top");
  }
  if (const int schema = document["schema"].get<int>(); schema > kBaselineSchema || schema < 1) {
    return absl::FailedPreconditionError(
        fmt::format("{}:1: schema {} is not one that this Pawl reads (1 to {}): update this checkout", path, schema,
                    kBaselineSchema));
  }
  StoredBaseline baseline;
  if (document.contains("target") && document["target"].is_string()) {
    baseline.target = document["target"].get<std::string>();
  }
  const std::vector<int> lines = RecordLines(text);
  std::set<std::tuple<std::string, std::string, std::string>> seen;
  for (size_t i = 0; i < document["records"].size(); ++i) {
    const int line = i < lines.size() ? lines[i] : 1;
    absl::StatusOr<Record> record = parser.ParseRecord(document["records"][i], line);
    if (!record.ok()) return record.status();
    if (!seen.insert(SortKey(*record)).second) {
      return parser.Error(line,
                          fmt::format("a second record of {} {} with the same key", record->case_name, record->metric));
    }
    baseline.records.push_back(*std::move(record));
  }
  return baseline;
}

std::string FormatStoredBaseline(StoredBaseline baseline) {
  std::sort(baseline.records.begin(), baseline.records.end(),
            [](const Record& a, const Record& b) { return SortKey(a) < SortKey(b); });
  std::string text =
      fmt::format("{{\"schema\": {}, \"target\": {}, \"records\": [\n", kBaselineSchema, json(baseline.target).dump());
  for (size_t i = 0; i < baseline.records.size(); ++i) {
    text += ToJson(baseline.records[i]).dump() + (i + 1 < baseline.records.size() ? ",\n" : "\n");
  }
  return text + "]}\n";
}

}  // namespace pawl
