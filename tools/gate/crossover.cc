#include "tools/gate/crossover.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/model/case_name.h"
#include "tools/stats/floors.h"

namespace pawl {
namespace {

constexpr int kLeastProcesses = 8;  // below, the machine's slow mode may hold all of them
constexpr int kGroups = 4;          // whose ratios show the noise; each over fewer processes, so rather too much of it
constexpr double kSpreads = 3;
constexpr double kLeastMargin = 0.02;  // code layout alone moves 1 to 2 %

enum class Speed { kSlower, kFaster, kNeither };

struct Input {
  std::string label;           // "lines:64"
  std::string key;             // "lines"
  std::optional<double> size;  // 64, if that is a number
  double ratio = 0;
  Speed speed = Speed::kNeither;
};

std::optional<Input> Judge(const PairEvidence& pair, std::string label) {
  stats::FloorRatio floors;
  floors.Add(pair.contender_floors_ns, pair.reference_floors_ns);
  if (floors.processes() < kLeastProcesses) return std::nullopt;
  Input input;
  input.label = std::move(label);
  const size_t colon = input.label.find(':');
  if (colon != std::string::npos) {
    input.key = input.label.substr(0, colon);
    double size = 0;
    const char* end = input.label.data() + input.label.size();
    const auto [rest, error] = std::from_chars(input.label.data() + colon + 1, end, size);
    if (error == std::errc() && rest == end) input.size = size;
  }
  input.ratio = floors.ratio();
  const double margin = std::max(kLeastMargin, kSpreads * floors.Spread(floors.processes() / kGroups).value_or(0));
  if (std::log(input.ratio) > margin) input.speed = Speed::kSlower;
  if (std::log(input.ratio) < -margin) input.speed = Speed::kFaster;
  return input;
}

// "n:1 (1.3×), n:4 (1.1×)"
std::string List(const std::vector<Input>& inputs, Speed speed) {
  std::vector<std::string> texts;
  for (const Input& input : inputs) {
    if (input.speed == speed) texts.push_back(fmt::format("{} ({:.2f}×)", input.label, input.ratio));
  }
  return fmt::format("{}", fmt::join(texts, ", "));
}

// Where an implementation that loses on one side of some size, and only there, starts to win: the inputs around it.
std::optional<std::pair<Input, Input>> Turn(std::vector<Input> inputs) {
  std::erase_if(inputs, [](const Input& input) { return input.speed == Speed::kNeither; });
  if (std::any_of(inputs.begin(), inputs.end(), [](const Input& input) { return !input.size; })) {
    return std::nullopt;
  }
  std::sort(inputs.begin(), inputs.end(), [](const Input& a, const Input& b) { return *a.size < *b.size; });
  const auto turn = std::adjacent_find(inputs.begin(), inputs.end(),
                                       [](const Input& a, const Input& b) { return a.speed != b.speed; });
  if (turn == inputs.end()) return std::nullopt;
  const auto same = [&](const Input& input) { return input.speed == (turn + 1)->speed; };
  if (!std::all_of(turn + 1, inputs.end(), same)) return std::nullopt;  // it turns more than once
  return std::pair(*turn, *(turn + 1));
}

std::string Note(const std::string& name, const std::vector<Input>& inputs,
                 const std::optional<std::pair<Input, Input>>& turn) {
  const std::string slower = List(inputs, Speed::kSlower);
  const bool faster = !List(inputs, Speed::kFaster).empty();
  if (slower.empty()) {
    return faster ? ""
                  : fmt::format("{} is not shown faster than its reference at any of its inputs: {}", name,
                                List(inputs, Speed::kNeither));
  }
  return fmt::format(
      "{} is slower than its reference at {}{}{}", name, slower,
      faster ? "" : ", and shown faster at none of its inputs",
      turn ? fmt::format("; the crossover lies between {} and {}", turn->first.label, turn->second.label) : "");
}

}  // namespace

SizeNotes NotesOnSlowerSizes(const Evidence& evidence) {
  std::map<std::string, std::vector<Input>> inputs;  // by "operation/impl:name"
  for (const PairEvidence& pair : evidence.pairs) {
    const auto implementation = ImplementationOf(pair.contender);
    if (!implementation || ReferenceOf(pair.contender) != pair.reference) continue;
    const size_t end = static_cast<size_t>(implementation->data() + implementation->size() - pair.contender.data());
    const std::string label = end < pair.contender.size() ? pair.contender.substr(end + 1) : "its only input";
    if (auto input = Judge(pair, label)) inputs[pair.contender.substr(0, end)].push_back(*std::move(input));
  }
  SizeNotes notes;
  for (const auto& [name, of_name] : inputs) {
    const auto turn = Turn(of_name);
    std::string note = Note(name, of_name, turn);
    if (!note.empty()) notes.sentences.push_back(std::move(note));
    if (turn && turn->first.key == turn->second.key) {
      notes.crossovers.push_back({name, turn->first.key, *turn->first.size, *turn->second.size,
                                  /*wins_above=*/turn->second.speed == Speed::kFaster});
    }
  }
  return notes;
}

}  // namespace pawl
