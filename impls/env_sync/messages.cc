#include "impls/env_sync/messages.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "impls/env_sync/error_names.h"
#include "nlohmann/json.hpp"

namespace env_sync {
namespace {

using Json = nlohmann::json;

constexpr size_t kOutlineBytes = 40;

std::string Outline(std::string_view body) {
  constexpr std::string_view kKept = "{}[]<>\":, ";
  std::string outline;
  for (const char c : body.substr(0, kOutlineBytes)) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_ascii = byte < 128;
    outline += is_ascii && std::isdigit(byte) != 0       ? '0'
               : is_ascii && std::isalpha(byte) != 0     ? 'a'
               : kKept.find(c) != std::string_view::npos ? c
                                                         : '.';
  }
  return outline;
}

// Counts how far the parser came, and builds nothing.
class Position : public nlohmann::json_sax<Json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(size_t) override { return true; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(size_t position, const std::string&, const nlohmann::detail::exception&) override {
    at_ = position;
    return false;
  }
  size_t at() const { return at_; }

 private:
  size_t at_ = 0;
};

absl::Status Garbage(std::string_view body, const std::string& expected) {
  Position position;
  const bool is_json = Json::sax_parse(body.begin(), body.end(), &position);
  return absl::DataLossError(
      "the answer is not what was expected, " + expected + ": " +
      (is_json ? "JSON of " + std::to_string(body.size()) + " bytes"
               : "no JSON at byte " + std::to_string(position.at()) + " of " + std::to_string(body.size())) +
      ", outline \"" + Outline(body) + "\". Check that the endpoint is Parameter Store's");
}

// Null if it is no JSON object.
Json Object(std::string_view body) {
  Json json = Json::parse(body.begin(), body.end(), nullptr, /*allow_exceptions=*/false);
  return json.is_object() ? json : Json();
}

const Json* Member(const Json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto at = object.find(name);
  return at == object.end() ? nullptr : &*at;
}

std::optional<std::string> Text(const Json& object, const char* name) {
  const Json* member = Member(object, name);
  if (member == nullptr || !member->is_string()) return std::nullopt;
  return *member->get_ptr<const std::string*>();
}

// Whole numbers from 1; beyond int64_t there is none.
std::optional<int64_t> Version(const Json& object) {
  const Json* member = Member(object, "Version");
  if (member == nullptr || !member->is_number_unsigned()) return std::nullopt;
  const uint64_t version = *member->get_ptr<const uint64_t*>();
  if (version == 0 || version > INT64_MAX) return std::nullopt;
  return static_cast<int64_t>(version);
}

std::optional<Parameter> ParameterOf(const Json& object) {
  auto name = Text(object, "Name");
  auto value = Text(object, "Value");
  const auto version = Version(object);
  if (!name.has_value() || !value.has_value() || !version.has_value()) return std::nullopt;
  return Parameter{*std::move(name), *std::move(value), *version};
}

}  // namespace

std::string ParameterName(std::string_view path, std::string_view key) {
  std::string name(path);
  name += '/';
  name += key;
  return name;
}

bool IsUtf8(std::string_view text) {
  try {
    // Its encoder is the one that must not fail later.
    return !Json(text).dump().empty();
  } catch (const Json::exception&) {
    return false;
  }
}

std::string PutBody(std::string_view name, std::string_view value, bool overwrite, bool advanced) {
  return Json{{"Name", name},
              {"Value", value},
              {"Type", "SecureString"},
              {"Overwrite", overwrite},
              {"Tier", advanced ? "Advanced" : "Standard"}}
      .dump();
}

std::string GetBody(std::string_view name) { return Json{{"Name", name}, {"WithDecryption", true}}.dump(); }

std::string PageBody(std::string_view path, std::string_view next_token) {
  Json body = {{"Path", path}, {"Recursive", false}, {"WithDecryption", true}, {"MaxResults", kPageSize}};
  if (!next_token.empty()) body["NextToken"] = next_token;
  return body.dump();
}

absl::StatusOr<int64_t> ParsePut(std::string_view body) {
  const auto version = Version(Object(body));
  if (!version.has_value()) return Garbage(body, "a Version from 1");
  return *version;
}

absl::StatusOr<Parameter> ParseGet(std::string_view body) {
  const Json object = Object(body);
  const Json* member = Member(object, "Parameter");
  auto parameter = member == nullptr ? std::nullopt : ParameterOf(*member);
  if (!parameter.has_value()) return Garbage(body, "a Parameter with Name, Value and Version");
  return *std::move(parameter);
}

absl::StatusOr<Page> ParsePage(std::string_view body) {
  const Json object = Object(body);
  const Json* list = Member(object, "Parameters");
  if (list == nullptr || !list->is_array() || list->size() > kPageSize) {
    return Garbage(body, "an array Parameters of up to " + std::to_string(kPageSize));
  }
  Page page;
  for (const Json& item : *list) {
    auto parameter = ParameterOf(item);
    if (!parameter.has_value()) {
      return Garbage(body, "Name, Value and Version in Parameters[" + std::to_string(page.parameters.size()) + "]");
    }
    page.parameters.push_back(*std::move(parameter));
  }
  const Json* token = Member(object, "NextToken");
  if (token != nullptr && !token->is_null()) {
    auto text = Text(object, "NextToken");
    if (!text.has_value()) return Garbage(body, "a NextToken that is text");
    page.next_token = *std::move(text);
  }
  return page;
}

// May have a name space in front and an address behind, by the AWS JSON 1.1 protocol.
std::string ParseErrorName(std::string_view body) {
  std::string name = Text(Object(body), "__type").value_or("");
  name.resize(std::min(name.size(), name.find(':')));
  name.erase(0, name.rfind('#') + 1);
  if (name.empty() || std::find(kErrorNames.begin(), kErrorNames.end(), name) != kErrorNames.end()) return name;
  const auto is_letter = [](unsigned char c) { return c < 128 && std::isalpha(c) != 0; };
  const bool is_name =
      name.size() <= 64 && name.ends_with("Exception") && std::all_of(name.begin(), name.end(), is_letter);
  return is_name ? name : std::string(kUnknownErrorName);
}

}  // namespace env_sync
