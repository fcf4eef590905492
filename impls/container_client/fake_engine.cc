#include "impls/container_client/fake_engine.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "impls/container_client/corpus.h"
#include "nlohmann/json.hpp"

namespace container_client {
namespace {

using Json = nlohmann::json;

EngineReply Error(int code, const std::string& message) { return {code, Json{{"message", message}}.dump()}; }

std::string Decoded(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16).ec == std::errc()) {
      decoded += static_cast<char>(byte);
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

// "" if there is none.
std::string Parameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::string_view one = query.substr(0, query.find('&'));
    if (one.starts_with(name) && one.substr(name.size()).starts_with('=')) return Decoded(one.substr(name.size() + 1));
    query.remove_prefix(std::min(query.size(), one.size() + 1));
  }
  return "";
}

bool Cut(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool CutEnd(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

}  // namespace

FakeEngine::FakeEngine(size_t containers, size_t most_created) : most_created_(most_created) {
  for (size_t i = 0; i < 7; ++i) images_.push_back(corpus::TypicalImage(i));
  for (; next_number_ < containers; ++next_number_) Add(corpus::TypicalContainer(next_number_));
}

void FakeEngine::Add(ContainerDetails details) {
  Entry entry;
  entry.listed = corpus::ListedJson(details);
  entry.inspected = corpus::InspectedJson(details);
  entry.details = std::move(details);
  containers_.push_back(std::move(entry));
  list_.reset();
}

void FakeEngine::Emit(std::string_view type, std::string_view action, std::string_view id, std::string_view name) {
  Json event = {{"status", action}, {"id", id}, {"Type", type}, {"Action", action}, {"scope", "local"}};
  event["Actor"] = {{"ID", id}, {"Attributes", {{"name", name}}}};
  event["time"] = 1796046640;
  event["timeNano"] = 1796046640028450242 + static_cast<int64_t>(events_.size());
  events_.push_back(event.dump() + "\n");
}

std::string FakeEngine::EventsFrom(uint64_t& first) const {
  const std::lock_guard lock(mutex_);
  std::string lines;
  for (; first < events_.size(); ++first) lines += events_[first];
  return lines;
}

uint64_t FakeEngine::events() const {
  const std::lock_guard lock(mutex_);
  return events_.size();
}

void FakeEngine::SetState(const std::string& id, const std::string& state) {
  const std::lock_guard lock(mutex_);
  for (Entry& entry : containers_) {
    if (entry.details.summary.id != id) continue;
    entry.details.summary.state = state;
    entry.listed = corpus::ListedJson(entry.details);
    entry.inspected = corpus::InspectedJson(entry.details);
    Emit("container", state == "running" ? "start" : "die", id, entry.details.summary.name);
  }
  list_.reset();
}

EngineReply FakeEngine::Answer(std::string_view method, std::string_view target, std::string_view body) {
  const std::lock_guard lock(mutex_);
  std::string_view path = target.substr(0, target.find('?'));
  const std::string_view query = path.size() < target.size() ? target.substr(path.size() + 1) : "";
  if (!Cut(path, "/v1.41")) return Error(400, "no version in " + std::string(target));
  if (path == "/_ping") return {200, "OK"};
  if (Cut(path, "/containers/")) return Containers(method, path, query, body);
  if (Cut(path, "/images/")) return Images(method, path, query);
  return Error(404, "page not found");
}

std::vector<FakeEngine::Entry>::iterator FakeEngine::FindContainer(std::string_view reference, EngineReply& error) {
  auto found = std::ranges::find_if(containers_, [&](const Entry& e) { return e.details.summary.id == reference; });
  if (found != containers_.end()) return found;
  found = std::ranges::find_if(containers_, [&](const Entry& e) { return e.details.summary.name == reference; });
  if (found != containers_.end()) return found;
  const auto begins = [&](const Entry& e) { return e.details.summary.id.starts_with(reference); };
  if (std::ranges::count_if(containers_, begins) == 1) return std::ranges::find_if(containers_, begins);
  const bool is_there = std::ranges::any_of(containers_, begins);
  error = is_there ? Error(400, "multiple IDs found with provided prefix: " + std::string(reference))
                   : Error(404, "No such container: " + std::string(reference));
  return containers_.end();
}

EngineReply FakeEngine::Containers(std::string_view method, std::string_view path, std::string_view query,
                                   std::string_view body) {
  if (method == "GET" && path == "json") return List(query);
  if (method == "POST" && path == "create") return Create(query, body);
  if (method == "DELETE") return Remove(Decoded(path), Parameter(query, "force") == "true");
  if (method != "GET" || !CutEnd(path, "/json")) return Error(404, "page not found");
  EngineReply error;
  const auto found = FindContainer(Decoded(path), error);
  return found == containers_.end() ? error : EngineReply{200, found->inspected};
}

EngineReply FakeEngine::List(std::string_view query) {
  const std::string filters = Parameter(query, "filters");
  if (filters.empty() && list_) return {200, *list_};
  std::vector<std::string> ids;
  if (!filters.empty()) ids = Json::parse(filters).at("id").get<std::vector<std::string>>();
  std::string list = "[";
  for (const Entry& entry : containers_) {
    if (!filters.empty() && std::ranges::find(ids, entry.details.summary.id) == ids.end()) continue;
    if (list.size() > 1) list += ',';
    list += entry.listed;
  }
  list += "]\n";
  if (filters.empty()) list_ = list;
  return {200, std::move(list)};
}

EngineReply FakeEngine::Create(std::string_view query, std::string_view body) {
  const Json spec = Json::parse(body, nullptr, false);
  if (!spec.is_object() || !spec.contains("Image")) return Error(400, "invalid JSON");
  const auto image = FindImage(spec["Image"].get<std::string>());
  if (image == images_.end()) return Error(404, "No such image: " + spec["Image"].get<std::string>());
  ContainerDetails details = corpus::TypicalContainer(next_number_++);
  details.summary.name = Parameter(query, "name");
  if (details.summary.name.empty()) details.summary.name = "invented-" + std::to_string(next_number_);
  for (const Entry& entry : containers_) {
    if (entry.details.summary.name != details.summary.name) continue;
    return Error(409, "Conflict. The container name \"/" + details.summary.name + "\" is already in use by container " +
                          entry.details.summary.id);
  }
  details.summary.state = "created";
  details.summary.image_id = image->summary.id;
  details.image = spec["Image"];
  details.exit_code = 0;
  details.command = spec.value("Cmd", std::vector<std::string>());
  details.environment = spec.value("Env", std::vector<std::string>());
  details.summary.labels.clear();
  const Json labels = spec.value("Labels", Json::object());
  for (const auto& [key, value] : labels.items()) {
    details.summary.labels.emplace_back(key, value);
  }
  const std::string id = details.summary.id;
  Emit("container", "create", id, details.summary.name);
  Add(std::move(details));
  created_.push_back(id);
  if (created_.size() > most_created_) Remove(created_.front(), true);
  return {201, Json{{"Id", id}, {"Warnings", Json::array()}}.dump()};
}

EngineReply FakeEngine::Remove(std::string_view reference, bool is_forced) {
  EngineReply error;
  const auto found = FindContainer(reference, error);
  if (found == containers_.end()) return error;
  const Container summary = found->details.summary;
  if (summary.state == "running" && !is_forced) {
    return Error(409, "You cannot remove a running container " + summary.id + ". Stop the container before");
  }
  containers_.erase(found);
  std::erase(created_, summary.id);
  list_.reset();
  Emit("container", "destroy", summary.id, summary.name);
  return {204, ""};
}

std::vector<ImageDetails>::iterator FakeEngine::FindImage(std::string_view reference) {
  return std::ranges::find_if(images_, [&](const ImageDetails& image) {
    return image.summary.id == reference || std::ranges::any_of(image.summary.tags, [&](const std::string& tag) {
             return tag == reference || tag == std::string(reference) + ":latest";
           });
  });
}

EngineReply FakeEngine::Images(std::string_view method, std::string_view path, std::string_view query) {
  if (method == "GET" && path == "json") {
    std::string list = "[";
    for (const ImageDetails& image : images_) {
      if (list.size() > 1) list += ',';
      list += corpus::ListedJson(image);
    }
    return {200, list + "]\n"};
  }
  if (method == "POST" && path == "create") {
    ImageDetails image = corpus::TypicalImage(100 + next_number_++);
    image.summary.tags = {Parameter(query, "repo") + ":latest"};
    Emit("image", "import", image.summary.id, image.summary.tags[0]);
    images_.push_back(image);
    return {200, Json{{"status", image.summary.id}, {"progress", ""}, {"id", image.summary.id}}.dump() + "\n"};
  }
  const bool is_inspection = method == "GET" && CutEnd(path, "/json");
  if (!is_inspection && method != "DELETE") return Error(404, "page not found");
  const auto found = FindImage(Decoded(path));
  if (found == images_.end()) return Error(404, "No such image: " + Decoded(path));
  if (is_inspection) return {200, corpus::InspectedJson(*found)};
  Emit("image", "delete", found->summary.id, "");
  const std::string id = found->summary.id;
  images_.erase(found);
  return {200, Json{{{"Deleted", id}}}.dump()};
}

}  // namespace container_client
