#include "impls/env_sync/env_sync.h"

#include <algorithm>
#include <cctype>
#include <unordered_set>

#include "impls/env_sync/messages.h"

namespace env_sync {
namespace {

constexpr size_t kMaxNameBytes = 1011;
constexpr ptrdiff_t kMaxLevels = 15;

bool IsNameText(std::string_view text, std::string_view more) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 128 && std::isalnum(byte) != 0) || more.find(c) != std::string_view::npos;
  });
}

bool IsReserved(std::string_view first_level) {
  std::string start(first_level.substr(0, 3));
  for (char& c : start) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return start == "aws" || start == "ssm";
}

absl::Status CheckEntry(std::string_view path, const Entry& entry, const Options& options) {
  const std::string name = ParameterName(path, entry.key);
  const auto wrong = [&](const std::string& what) {
    return absl::InvalidArgumentError("parameter " + name + ": " + what);
  };
  // A name that is none is not quoted: who knows what got there.
  if (entry.key.empty() || !IsNameText(entry.key, "_.-")) {
    return absl::InvalidArgumentError("a key of " + std::to_string(entry.key.size()) + " bytes under " +
                                      std::string(path) +
                                      " is empty or has other characters than a-z A-Z 0-9 _ . -. "
                                      "Rename the variable");
  }
  if (name.size() > kMaxNameBytes) {
    return absl::InvalidArgumentError("the name of a parameter under " + std::string(path.substr(0, 40)) + " has " +
                                      std::to_string(name.size()) + " bytes; at most 1011 are allowed. Shorten it");
  }
  if (std::count(name.begin(), name.end(), '/') > kMaxLevels) return wrong("more than 15 levels. Use a shorter path");
  if (entry.value.empty()) return wrong("its value is empty, which the store does not take. Leave the variable out");
  const size_t limit = options.tier == Tier::kAdvanced ? 8192 : 4096;
  if (entry.value.size() > limit) {
    return wrong("its value has " + std::to_string(entry.value.size()) + " bytes; the tier takes " +
                 std::to_string(limit) + ". " +
                 (options.tier == Tier::kStandard ? "Use Tier::kAdvanced, up to 8192, or shorten it" : "Shorten it"));
  }
  if (!IsUtf8(entry.value)) return wrong("its value is not UTF-8. Encode it, as base64 for example");
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckPath(std::string_view path) {
  if (path.size() < 2 || path.front() != '/' || path.back() == '/' || path.find("//") != std::string_view::npos ||
      !IsNameText(path, "_.-/")) {
    return absl::InvalidArgumentError("a path of " + std::to_string(path.size()) +
                                      " bytes is none: it begins with '/', does not end with one and has only a-z A-Z "
                                      "0-9 _ . - / in it, as /app/prod");
  }
  if (IsReserved(path.substr(1))) {
    return absl::InvalidArgumentError("the path " + std::string(path) +
                                      " begins with aws or ssm, which the store keeps for itself. Choose another");
  }
  return absl::OkStatus();
}

PushResult CheckEntries(std::string_view path, std::span<const Entry> entries, const Options& options) {
  PushResult result;
  result.reports.resize(entries.size());
  result.status = CheckOptions(options);
  if (result.status.ok()) result.status = CheckPath(path);
  if (!result.status.ok()) return result;
  std::unordered_set<std::string_view> keys;
  for (size_t i = 0; i < entries.size(); ++i) {
    absl::Status status = CheckEntry(path, entries[i], options);
    if (status.ok() && !keys.insert(entries[i].key).second) {
      status = absl::InvalidArgumentError("parameter " + ParameterName(path, entries[i].key) +
                                          " comes twice, and either value might be written last. Remove one");
    }
    if (status.ok()) continue;
    result.status.Update(status);
    result.reports[i] = {State::kFailed, 0, std::move(status)};
  }
  return result;
}

void Conclude(PushResult& result, const std::stop_token& stop) {
  bool all_written = true;
  for (const Report& report : result.reports) {
    all_written = all_written && report.state == State::kWritten;
    if (report.state == State::kFailed && result.status.ok()) result.status = report.status;
  }
  if (!all_written && result.status.ok()) {
    result.status = stop.stop_requested() ? Cancelled() : absl::InternalError("a variable was not sent");
  }
}

absl::Status Cancelled() { return absl::CancelledError("a stop was requested; what remained was not sent"); }

}  // namespace env_sync
