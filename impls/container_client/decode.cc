#include "impls/container_client/decode.h"

#include <limits>
#include <utility>

#include "impls/container_client/json_stream.h"
#include "impls/container_client/shapes.h"
#include "nlohmann/json.hpp"

namespace container_client {
namespace {

using Json = nlohmann::json;

class Tree {
 public:
  explicit Tree(const Json& value) : value_(&value) {}

  bool IsNull() const { return value_->is_null(); }
  std::optional<std::string_view> Text() const {
    if (!value_->is_string()) return std::nullopt;
    return value_->get_ref<const std::string&>();
  }
  std::optional<int64_t> Integer() const {
    if (!value_->is_number_integer()) return std::nullopt;
    const bool fits = !value_->is_number_unsigned() ||
                      value_->get<uint64_t>() <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
    return fits ? std::optional(value_->get<int64_t>()) : std::nullopt;
  }
  template <typename F>
  bool EachMember(F&& f) const {
    if (!value_->is_object()) return false;
    for (const auto& [key, value] : value_->get_ref<const Json::object_t&>()) {
      if (!f(std::string_view(key), Tree(value))) return false;
    }
    return true;
  }
  template <typename F>
  bool EachElement(F&& f) const {
    if (!value_->is_array()) return false;
    for (const Json& value : *value_) {
      if (!f(Tree(value))) return false;
    }
    return true;
  }

 private:
  const Json* value_;
};

absl::StatusOr<Json> Parse(std::string_view body) {
  try {
    return Json::parse(body);
  } catch (const Json::parse_error& error) {
    return absl::DataLossError("the answer is malformed JSON at byte " + std::to_string(error.byte) + " of " +
                               std::to_string(body.size()));
  } catch (const Json::exception& error) {  // a number beyond all bounds
    return absl::DataLossError(std::string("the answer is malformed JSON: ") + error.what());
  }
}

// The text of a member, if there is one.
std::string Member(const Json& object, const char* key) {
  if (!object.is_object()) return "";
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

absl::StatusCode EngineCode(int code, std::string_view message) {
  // Podman says it with 500.
  if (message.find("already in use") != message.npos) return absl::StatusCode::kAlreadyExists;
  switch (code) {
    case 400:
      return absl::StatusCode::kInvalidArgument;
    case 401:
    case 403:
      return absl::StatusCode::kPermissionDenied;
    case 404:
      return absl::StatusCode::kNotFound;
    case 409:
      return absl::StatusCode::kFailedPrecondition;
    default:
      return code >= 500 && code <= 599 ? absl::StatusCode::kInternal : absl::StatusCode::kUnknown;
  }
}

}  // namespace

template <typename T>
absl::Status Decode(std::string_view body, T& out) {
  const absl::StatusOr<Json> parsed = Parse(body);
  return parsed.ok() ? Shapes<Tree>::Read(Tree(*parsed), out) : parsed.status();
}

template absl::Status Decode(std::string_view body, std::vector<Container>& out);
template absl::Status Decode(std::string_view body, ContainerDetails& out);
template absl::Status Decode(std::string_view body, std::vector<Image>& out);
template absl::Status Decode(std::string_view body, ImageDetails& out);
template absl::Status Decode(std::string_view body, Event& out);

absl::StatusOr<Event> DecodeEvent(std::string_view object) {
  Event event;
  absl::Status status = Decode(object, event);
  if (!status.ok()) return status;
  return event;
}

absl::StatusOr<std::string> DecodeCreated(std::string_view body) {
  const absl::StatusOr<Json> parsed = Parse(body);
  if (!parsed.ok()) return parsed.status();
  std::string id = Member(*parsed, "Id");
  if (id.empty()) return absl::DataLossError("the engine did not say the id of what it created");
  return id;
}

absl::StatusOr<std::string> DecodeImported(std::string_view body) {
  JsonStream stream(body.size());
  stream.Append(body);
  std::string id;
  while (true) {
    const auto object = stream.Next();
    if (!object.ok()) return object.status();
    if (!*object) break;
    const absl::StatusOr<Json> parsed = Parse(**object);
    if (!parsed.ok()) return parsed.status();
    if (std::string error = Member(*parsed, "error"); !error.empty()) return absl::InternalError(error);
    id = Member(*parsed, "status");
  }
  if (stream.has_part() || !id.starts_with("sha256:")) {
    return absl::DataLossError("the engine's answer to the import ends at byte " + std::to_string(body.size()) +
                               " without the id of an image");
  }
  return id;
}

absl::Status DecodeEngineError(int code, std::string_view body) {
  if (code < 200)
    return absl::DataLossError("the answer's status is " + std::to_string(code) + ", which nobody asked for");
  std::string message;
  if (const absl::StatusOr<Json> parsed = Parse(body); parsed.ok()) message = Member(*parsed, "message");
  if (message.empty()) {
    constexpr size_t kMost = 200;
    message = body.empty() ? "no message" : std::string(body.substr(0, kMost));
    for (char& c : message) {
      if (static_cast<unsigned char>(c) < ' ') c = ' ';
    }
  }
  return absl::Status(EngineCode(code, message), message + " (HTTP status " + std::to_string(code) + ")");
}

}  // namespace container_client
