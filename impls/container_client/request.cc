#include "impls/container_client/request.h"

#include <algorithm>
#include <span>

#include "nlohmann/json.hpp"

namespace container_client {
namespace {

constexpr std::string_view kVersion = "/v1.41";
constexpr std::string_view kJson = "application/json";

// Percent-encodes all but unreserved characters (RFC 3986, section 2.3) and, in paths, the slash of image names.
void AppendEncoded(std::string& target, std::string_view text, bool keeps_slashes) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                          c == '.' || c == '_' || c == '~' || (keeps_slashes && c == '/');
    if (is_plain) {
      target += c;
    } else {
      target += '%';
      target += kDigits[byte >> 4];
      target += kDigits[byte & 15];
    }
  }
}

std::string Target(Kind kind, std::string_view reference, std::string_view rest) {
  std::string target(kVersion);
  target += kind == Kind::kContainer ? "/containers/" : "/images/";
  AppendEncoded(target, reference, kind == Kind::kImage);
  target += rest;
  return target;
}

bool IsDots(std::string_view segment) { return segment == "." || segment == ".."; }

}  // namespace

Request PingRequest() { return {Verb::kGet, std::string(kVersion) + "/_ping", {}, {}}; }

Request ListRequest(Kind kind) {
  const std::string_view target = kind == Kind::kContainer ? "/containers/json?all=true" : "/images/json";
  return {Verb::kGet, std::string(kVersion).append(target), {}, {}};
}

Request ListSomeRequest(std::span<const std::string> ids) {
  const std::string filter =
      nlohmann::json{{"id", nlohmann::json(std::vector<std::string>(ids.begin(), ids.end()))}}.dump();
  Request request = ListRequest(Kind::kContainer);
  request.target += "&filters=";
  AppendEncoded(request.target, filter, false);
  return request;
}

Request EventsRequest(int64_t since_s) {
  std::string target = std::string(kVersion) + "/events";
  if (since_s > 0) target += "?since=" + std::to_string(since_s);
  return {Verb::kGet, std::move(target), {}, {}};
}

absl::Status CheckReference(Kind kind, std::string_view reference) {
  const std::string_view what = kind == Kind::kContainer ? "container" : "image";
  const auto refuse = [&](std::string_view why) {
    return absl::InvalidArgumentError("no " + std::string(what) + " can be called '" + std::string(reference) +
                                      "': " + std::string(why) + ". Give a name or an id");
  };
  if (reference.empty()) return refuse("it is empty");
  // Neither could be told from another path of the API.
  if (std::ranges::any_of(reference, [](unsigned char c) { return c <= ' ' || c == 0x7f; })) {
    return refuse("it has a space or a control character");
  }
  if (kind == Kind::kContainer && reference.find('/') != std::string_view::npos) return refuse("it has a slash");
  for (std::string_view rest = reference;;) {
    const size_t slash = rest.find('/');
    const std::string_view segment = rest.substr(0, slash);
    if (segment.empty() || IsDots(segment)) return refuse("a part of it is empty, or dots only");
    if (slash == std::string_view::npos) return absl::OkStatus();
    rest.remove_prefix(slash + 1);
  }
}

Request InspectRequest(Kind kind, std::string_view reference) {
  return {Verb::kGet, Target(kind, reference, "/json"), {}, {}};
}

Request RemoveRequest(Kind kind, std::string_view reference, bool is_forced) {
  return {Verb::kDelete, Target(kind, reference, is_forced ? "?force=true" : ""), {}, {}};
}

Request CreateRequest(const ContainerSpec& spec, std::string_view body) {
  std::string target = std::string(kVersion) + "/containers/create";
  if (!spec.name.empty()) {
    target += "?name=";
    AppendEncoded(target, spec.name, false);
  }
  return {Verb::kPost, std::move(target), kJson, body};
}

absl::StatusOr<std::string> CreateBody(const ContainerSpec& spec) {
  if (spec.image.empty())
    return absl::InvalidArgumentError("a container needs an image: ContainerSpec::image is empty");
  nlohmann::json body = {{"Image", spec.image}};
  if (!spec.command.empty()) body["Cmd"] = spec.command;
  if (!spec.environment.empty()) body["Env"] = spec.environment;
  for (const auto& [key, value] : spec.labels) body["Labels"][key] = value;
  try {
    return body.dump();
  } catch (const nlohmann::json::type_error& error) {
    return absl::InvalidArgumentError("the container '" + spec.name + "' cannot be described in JSON: " + error.what());
  }
}

Request ImportRequest(std::string_view name, std::string_view archive) {
  std::string target = std::string(kVersion) + "/images/create?fromSrc=-&repo=";
  AppendEncoded(target, name, false);
  return {Verb::kPost, std::move(target), "application/x-tar", archive, true};  // archives end before their last byte
}

bool IsWholeId(std::string_view text) {
  return text.size() == 64 &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace container_client
