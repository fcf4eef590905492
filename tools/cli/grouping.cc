#include "tools/cli/grouping.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>
#include <set>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/model/case_name.h"

namespace pawl {
namespace {

bool Contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::vector<std::string> KeysOf(const std::vector<NamedRow>& rows) {
  std::set<std::string> keys;
  for (const NamedRow& one : rows) {
    for (const NamePart& part : one.parts) keys.insert(part.key);
  }
  return {keys.begin(), keys.end()};
}

std::optional<int64_t> Integer(const std::string& text) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

std::string LabelOf(const NamedRow& one, const std::vector<std::string>& keys) {
  std::vector<std::string> values;
  for (const std::string& key : keys) {
    const std::optional<std::string> value = ValueOf(one.parts, key);
    values.push_back(value ? fmt::format("{}:{}", key, *value) : fmt::format("(no {})", key));
  }
  return fmt::format("{}", fmt::join(values, " "));
}

std::vector<RowGroup> GroupByLabel(const std::vector<NamedRow>& rows,
                                   const std::function<std::string(const NamedRow&)>& label_of) {
  std::vector<RowGroup> groups;
  std::map<std::string, size_t> places;
  for (const NamedRow& one : rows) {
    const std::string label = label_of(one);
    const auto [place, fresh] = places.emplace(label, groups.size());
    if (fresh) groups.push_back({label, {}});
    groups[place->second].members.push_back(one);
  }
  return groups;
}

// The values of all keys, if each is a number.
std::optional<std::vector<int64_t>> Numbers(const RowGroup& group, const std::vector<std::string>& keys) {
  std::vector<int64_t> numbers;
  for (const std::string& key : keys) {
    const std::optional<int64_t> number = Integer(ValueOf(group.members.front().parts, key).value_or(""));
    if (!number) return std::nullopt;
    numbers.push_back(*number);
  }
  return numbers;
}

}  // namespace

absl::Status CheckKeys(const Grouping& grouping, const std::vector<NamedRow>& rows) {
  std::vector<std::string> wanted = grouping.group_by;
  if (!grouping.pivot.empty()) wanted.push_back(grouping.pivot);
  const std::vector<std::string> keys = KeysOf(rows);
  for (const std::string& key : wanted) {
    if (Contains(keys, key)) continue;
    const std::string nearest = Nearest(key, keys);
    return absl::InvalidArgumentError(
        fmt::format("no case's name has the key \"{}\"{}; there are {}", key,
                    nearest.empty() ? "" : ", did you mean \"" + nearest + "\"?",
                    keys.empty() ? "no timed cases" : fmt::format("{}", fmt::join(keys, ", "))));
  }
  if (Contains(grouping.group_by, grouping.pivot)) {
    return absl::InvalidArgumentError(
        fmt::format("\"{}\" can't be both in --group-by and --pivot: name it in one of them", grouping.pivot));
  }
  return absl::OkStatus();
}

std::vector<RowGroup> GroupBy(const std::vector<NamedRow>& rows, const std::vector<std::string>& keys) {
  std::vector<RowGroup> groups = GroupByLabel(rows, [&](const NamedRow& one) { return LabelOf(one, keys); });
  // Only where all are numbers: among others, such an order would be none.
  if (std::all_of(groups.begin(), groups.end(),
                  [&](const RowGroup& group) { return Numbers(group, keys).has_value(); })) {
    std::stable_sort(groups.begin(), groups.end(),
                     [&](const RowGroup& a, const RowGroup& b) { return *Numbers(a, keys) < *Numbers(b, keys); });
  }
  return groups;
}

std::vector<RowGroup> GroupByRest(const std::vector<NamedRow>& rows, const std::string& key) {
  return GroupByLabel(rows, [&](const NamedRow& one) { return NameWithout(one.parts, key); });
}

std::map<std::string, std::vector<std::string>> HiddenKeys(const std::vector<Members>& merged,
                                                           const std::vector<std::string>& shown) {
  std::map<std::string, std::vector<std::string>> hidden;
  for (const Members& members : merged) {
    for (const std::string& key : KeysOf(members)) {
      if (Contains(shown, key)) continue;
      std::vector<std::string> values;
      for (const NamedRow& one : members) {
        const std::string value = ValueOf(one.parts, key).value_or("none");
        if (!Contains(values, value)) values.push_back(value);
      }
      if (values.size() < 2) continue;
      for (const std::string& value : values) {
        if (!Contains(hidden[key], value)) hidden[key].push_back(value);
      }
    }
  }
  return hidden;
}

}  // namespace pawl
