#include "tools/cli/bisect_record.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "fmt/format.h"
#include "nlohmann/json.hpp"

namespace pawl {
namespace {

constexpr int kSchema = 1;
constexpr size_t kLongestName = 120;  // of a case, in a file's name
constexpr double kChangedShare = 0.4;
constexpr double kUnchangedShare = 0.6;

constexpr std::array kOutcomes = {BisectOutcome::kUnchanged, BisectOutcome::kChanged, BisectOutcome::kSkipped};

nlohmann::json OrNull(const std::optional<double>& number) { return number ? nlohmann::json(*number) : nullptr; }

std::optional<double> Number(const nlohmann::json& value) {
  if (value.is_null()) return std::nullopt;
  const double number = value.get<double>();
  if (!(number > 0) || !std::isfinite(number)) throw std::invalid_argument(fmt::format("{} is no ratio", number));
  return number;
}

BisectOutcome OutcomeOf(const std::string& word) {
  for (const BisectOutcome outcome : kOutcomes) {
    if (word == Word(outcome)) return outcome;
  }
  throw std::invalid_argument(fmt::format("\"{}\" is no outcome", word));
}

BisectStep StepFrom(const nlohmann::json& json) {
  BisectStep step;
  step.commit = json.at("commit").get<std::string>();
  step.description = json.at("description").get<std::string>();
  step.outcome = OutcomeOf(json.at("outcome").get<std::string>());
  step.ratio = Number(json.at("ratio"));
  step.low = Number(json.at("low"));
  step.high = Number(json.at("high"));
  step.pairs = json.at("pairs").get<int>();
  step.reason = json.at("reason").get<std::string>();
  return step;
}

}  // namespace

std::string_view Word(BisectOutcome outcome) {
  switch (outcome) {
    case BisectOutcome::kUnchanged:
      return "unchanged";
    case BisectOutcome::kChanged:
      return "changed";
    case BisectOutcome::kSkipped:
      break;
  }
  return "skipped";
}

std::string ToJson(const BisectRecord& record) {
  const BisectQuestion& question = record.question;
  const nlohmann::ordered_json head = {{"schema", kSchema},
                                       {"target", question.target},
                                       {"case", question.case_name},
                                       {"good", question.good},
                                       {"bad", question.bad},
                                       {"fine", question.fine},
                                       {"compiler_flags", question.compiler_flags}};
  std::string text = head.dump();
  text.pop_back();
  text += ", \"steps\": [";
  for (const BisectStep& step : record.steps) {
    const nlohmann::ordered_json json = {{"commit", step.commit},         {"description", step.description},
                                         {"outcome", Word(step.outcome)}, {"ratio", OrNull(step.ratio)},
                                         {"low", OrNull(step.low)},       {"high", OrNull(step.high)},
                                         {"pairs", step.pairs},           {"reason", step.reason}};
    text += fmt::format("{}\n{}", &step == &record.steps.front() ? "" : ",",
                        json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  }
  return text + "\n]}\n";
}

absl::StatusOr<BisectRecord> BisectRecordFromJson(std::string_view json, const std::string& path) {
  try {
    const nlohmann::json document = nlohmann::json::parse(json);
    if (const int schema = document.at("schema").get<int>(); schema != kSchema) {
      throw std::invalid_argument(fmt::format("schema {}, not {}", schema, kSchema));
    }
    BisectRecord record;
    record.question = {
        document.at("target").get<std::string>(), document.at("case").get<std::string>(),
        document.at("good").get<std::string>(),   document.at("bad").get<std::string>(),
        document.at("fine").get<bool>(),          document.at("compiler_flags").get<std::vector<std::string>>()};
    for (const nlohmann::json& step : document.at("steps")) record.steps.push_back(StepFrom(step));
    if (record.steps.empty() || record.steps.front().commit != record.question.bad || !record.steps.front().ratio) {
      throw std::invalid_argument("the first step does not measure the younger end");
    }
    return record;
  } catch (const std::exception& error) {
    return absl::InvalidArgumentError(fmt::format("{}: not the record of a bisection ({})", path, error.what()));
  }
}

std::string BisectFileName(const BisectQuestion& question) {
  std::string name = question.case_name.substr(0, kLongestName);
  std::replace_if(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '-');
  return fmt::format("bisect-{}-{}-{}{}.json", question.good.substr(0, 7), question.bad.substr(0, 7), name,
                     question.fine ? "-fine" : "");
}

Limit HalfWay(double ratio) {
  const double change = std::abs(std::log(ratio));
  Limit limit;
  limit.metric = std::string(kTime);
  limit.relative = std::expm1(change * kChangedShare);
  limit.margin = std::expm1(change * kUnchangedShare);
  limit.text = fmt::format("time theta {:.3g}% margin {:.3g}%", limit.relative * 100, limit.margin * 100);
  return limit;
}

BisectOutcome OutcomeOf(Verdict verdict, bool slower) {
  if (verdict == Verdict::kOk) return BisectOutcome::kUnchanged;
  if (verdict != Verdict::kRegressed && verdict != Verdict::kImproved) return BisectOutcome::kSkipped;
  return (verdict == Verdict::kRegressed) == slower ? BisectOutcome::kChanged : BisectOutcome::kUnchanged;
}

}  // namespace pawl
