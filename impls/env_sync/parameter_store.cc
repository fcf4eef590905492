#include "impls/env_sync/parameter_store.h"

#include <utility>

#include "impls/env_sync/sigv4.h"
#include "nlohmann/json.hpp"

namespace env_sync {
namespace {

using Json = nlohmann::json;

constexpr size_t kStorePageSize = 10;

// What stands after `name` in the Authorization header.
std::string Part(const std::string& authorization, const std::string& name) {
  const size_t at = authorization.find(name);
  if (at == std::string::npos) return "";
  const size_t from = at + name.size();
  return authorization.substr(from, authorization.find(',', from) - from);
}

Json Described(const std::string& name, const FakeParameterStore::Stored& stored) {
  return {{"Name", name}, {"Type", "SecureString"}, {"Value", stored.value}, {"Version", stored.version}};
}

}  // namespace

HttpReply ErrorReply(int status, const std::string& name) {
  return {status, Json{{"__type", "com.amazonaws.ssm#" + name}, {"message", "as asked"}}.dump(), "", false, false};
}

FakeParameterStore::FakeParameterStore(Credentials credentials, std::string region)
    : credentials_(std::move(credentials)), region_(std::move(region)) {}

bool FakeParameterStore::IsSigned(const HttpRequest& request) const {
  const std::string authorization = request.Header("authorization");
  SignedRequest signed_request = {request.method, request.target, "", {}, request.body};
  std::string names = Part(authorization, "SignedHeaders=");
  const std::string list = ";" + names + ";";
  for (const char* needed : {";host;", ";x-amz-date;", ";x-amz-target;"}) {
    if (list.find(needed) == std::string::npos) return false;
  }
  while (!names.empty()) {
    const std::string name = names.substr(0, names.find(';'));
    names.erase(0, name.size() + 1);
    signed_request.headers.emplace_back(name, request.Header(name));
  }
  const std::string date = request.Header("x-amz-date");
  if (date.size() != 16 || request.Header("x-amz-security-token") != credentials_.session_token) return false;
  const SigningScope scope = {region_, "ssm", date};
  const std::string credential =
      credentials_.access_key_id + "/" + date.substr(0, 8) + "/" + region_ + "/ssm/aws4_request";
  return Part(authorization, "Credential=") == credential &&
         Part(authorization, "Signature=") == Signature(signed_request, scope, credentials_.secret_access_key);
}

HttpReply FakeParameterStore::Answer(const HttpRequest& request) {
  const std::string target = request.Header("x-amz-target");
  const std::string action = target.substr(target.find('.') + 1);
  const bool is_signed = IsSigned(request);
  Faults faults;
  int number = 0;
  {
    const std::lock_guard lock(mutex_);
    if (!is_signed) {
      ++refused_;
      return ErrorReply(400, "InvalidSignatureException");
    }
    faults = faults_;
    number = requests_[action]++;
  }
  // Without the lock: a fault may wait for something.
  const std::optional<Fault> fault = faults ? faults(action, request, number) : std::nullopt;
  if (fault.has_value() && !fault->executes) return fault->reply;
  const std::lock_guard lock(mutex_);
  HttpReply reply = Execute(action, request);
  return fault.has_value() ? fault->reply : reply;
}

HttpReply FakeParameterStore::Execute(const std::string& action, const HttpRequest& request) {
  const Json body = Json::parse(request.body, nullptr, /*allow_exceptions=*/false);
  if (!body.is_object()) return ErrorReply(400, "SerializationException");
  if (action == "PutParameter") {
    Stored& stored = stored_[body.value("Name", "")];
    if (stored.version > 0 && !body.value("Overwrite", false)) return ErrorReply(400, "ParameterAlreadyExists");
    stored = {body.value("Value", ""), stored.version + 1};
    return {200, Json{{"Version", stored.version}, {"Tier", body.value("Tier", "")}}.dump(), "", false, false};
  }
  if (action == "GetParameter") {
    const auto at = stored_.find(body.value("Name", ""));
    if (at == stored_.end()) return ErrorReply(400, "ParameterNotFound");
    return {200, Json{{"Parameter", Described(at->first, at->second)}}.dump(), "", false, false};
  }
  if (action != "GetParametersByPath") return ErrorReply(400, "UnknownOperationException");
  const std::string path = body.value("Path", "") + "/";
  const std::string token = body.value("NextToken", "");
  Json page = {{"Parameters", Json::array()}};
  for (auto at = token.empty() ? stored_.lower_bound(path) : stored_.lower_bound(token);
       at != stored_.end() && at->first.starts_with(path); ++at) {
    if (at->first.find('/', path.size()) != std::string::npos) continue;  // deeper levels
    if (page["Parameters"].size() == kStorePageSize) {
      page["NextToken"] = at->first;
      break;
    }
    page["Parameters"].push_back(Described(at->first, at->second));
  }
  return {200, page.dump(), "", false, false};
}

void FakeParameterStore::set_faults(Faults faults) {
  const std::lock_guard lock(mutex_);
  faults_ = std::move(faults);
  requests_.clear();
}

void FakeParameterStore::Set(const std::string& name, const std::string& value) {
  const std::lock_guard lock(mutex_);
  stored_[name] = {value, stored_[name].version + 1};
}

std::map<std::string, FakeParameterStore::Stored> FakeParameterStore::stored() const {
  const std::lock_guard lock(mutex_);
  return stored_;
}

int FakeParameterStore::requests(const std::string& action) const {
  const std::lock_guard lock(mutex_);
  const auto at = requests_.find(action);
  return at == requests_.end() ? 0 : at->second;
}

int FakeParameterStore::refused() const {
  const std::lock_guard lock(mutex_);
  return refused_;
}

}  // namespace env_sync
