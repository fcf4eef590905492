#include "impls/container_client/corpus.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <string_view>

#include "nlohmann/json.hpp"

namespace container_client::corpus {
namespace {

using Json = nlohmann::json;

Json LabelsJson(const Labels& labels) {
  Json json = Json::object();
  for (const auto& [key, value] : labels) json[key] = value;
  return json;
}

// The part that Podman says of a container whatever it is: keys of lists that are empty, and of limits that are not
// set.
Json HostConfig() {
  Json config = {{"NetworkMode", "bridge"}, {"ShmSize", 65536000}, {"PidsLimit", 2048}, {"Runtime", "oci"}};
  config["LogConfig"] = {{"Type", "json-file"}, {"Config", nullptr}};
  config["RestartPolicy"] = {{"Name", ""}, {"MaximumRetryCount", 0}};
  config["CapDrop"] = {"AUDIT_WRITE", "MKNOD", "NET_RAW"};
  config["Ulimits"] = {{{"Name", "RLIMIT_NOFILE"}, {"Hard", 1048576}, {"Soft", 1048576}}};
  for (const char* const key :
       {"CpuShares", "Memory", "NanoCpus", "BlkioWeight", "CpuPeriod", "CpuQuota", "CpuRealtimePeriod",
        "CpuRealtimeRuntime", "KernelMemory", "KernelMemoryTCP", "MemoryReservation", "MemorySwap", "MemorySwappiness",
        "CpuCount", "CpuPercent", "IOMaximumIOps", "IOMaximumBandwidth", "OomScoreAdj"}) {
    config[key] = 0;
  }
  for (const char* const key : {"Binds", "CapAdd", "Dns", "DnsOptions", "DnsSearch", "ExtraHosts", "GroupAdd",
                                "SecurityOpt", "Devices", "BlkioWeightDevice"}) {
    config[key] = Json::array();
  }
  for (const char* const key : {"AutoRemove", "Privileged", "PublishAllPorts", "ReadonlyRootfs", "OomKillDisable"}) {
    config[key] = false;
  }
  for (const char* const key : {"VolumesFrom", "Links", "DeviceCgroupRules", "DeviceRequests", "MaskedPaths",
                                "ReadonlyPaths", "BlkioDeviceReadBps", "BlkioDeviceWriteBps"}) {
    config[key] = nullptr;
  }
  for (const char* const key : {"ContainerIDFile", "VolumeDriver", "CgroupnsMode", "Cgroup", "UTSMode", "UsernsMode",
                                "Isolation", "CgroupParent", "CpusetCpus", "CpusetMems"}) {
    config[key] = "";
  }
  return config;
}

Json Network(const std::string& id) {
  return {{"IPAMConfig", nullptr},
          {"Links", nullptr},
          {"Aliases", {id.substr(0, 12)}},
          {"NetworkID", "podman"},
          {"EndpointID", ""},
          {"Gateway", "10.88.0.1"},
          {"IPAddress", "10.88.0.7"},
          {"IPPrefixLen", 16},
          {"IPv6Gateway", ""},
          {"GlobalIPv6Address", ""},
          {"GlobalIPv6PrefixLen", 0},
          {"DriverOpts", nullptr},
          {"MacAddress", "92:02:5a:1f:6e:0c"}};
}

}  // namespace

std::string Id(uint64_t number) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::mt19937_64 random(number * 2 + 1);
  std::string id(64, '0');
  for (char& c : id) c = kDigits[random() & 15];
  return id;
}

ContainerDetails TypicalContainer(uint64_t number) {
  ContainerDetails container;
  container.summary.id = Id(number);
  container.summary.name = "service-" + std::to_string(number);
  container.summary.image_id = "sha256:" + Id(1'000'000 + number % 7);
  container.summary.state = number % 5 == 4 ? "exited" : "created";
  container.summary.labels = {{"com.example.build", std::to_string(number)},
                              {"com.example.team", "\u00fcber \"build\""}};
  container.image = "registry.example/service:" + std::to_string(number % 7);
  container.created = "2026-11-30T13:50:39.973138755Z";
  container.command = {"/bin/service", "--port=80", "--name=" + container.summary.name};
  container.environment = {"PATH=/usr/bin:/bin", "TERM=xterm", "NUMBER=" + std::to_string(number)};
  container.exit_code = number % 5 == 4 ? 137 : 0;
  return container;
}

ImageDetails TypicalImage(uint64_t number) {
  ImageDetails image;
  image.summary.id = "sha256:" + Id(1'000'000 + number);
  image.summary.tags = {"registry.example/service:" + std::to_string(number)};
  image.summary.size_bytes = 11331 + static_cast<int64_t>(number);
  image.created = "2026-11-30T13:50:30.096920049Z";
  image.architecture = "amd64";
  image.os = "linux";
  image.layers = {"sha256:" + Id(2'000'000 + number), "sha256:" + Id(3'000'000)};
  return image;
}

std::string ListedJson(const ContainerDetails& container) {
  const Container& summary = container.summary;
  Json json = {{"Id", summary.id},
               {"Names", {"/" + summary.name}},
               {"Image", container.image},
               {"ImageID", summary.image_id},
               {"Command", "/bin/service"},
               {"Created", 1796046639},
               {"Ports", Json::array()},
               {"State", summary.state},
               {"Status", summary.state},
               {"Mounts", Json::array()},
               {"Name", ""},
               {"Config", nullptr},
               {"Platform", nullptr},
               {"NetworkingConfig", nullptr},
               {"AdjustCPUShares", false}};
  json["Labels"] = LabelsJson(summary.labels);
  json["NetworkSettings"]["Networks"]["podman"] = Network(summary.id);
  return json.dump();
}

std::string InspectedJson(const ContainerDetails& container) {
  const Container& summary = container.summary;
  Json json = {{"Id", summary.id},        {"Name", "/" + summary.name}, {"Image", summary.image_id},
               {"Path", "/bin/service"},  {"Args", container.command},  {"Created", container.created},
               {"Driver", "vfs"},         {"Platform", "linux"},        {"ExecIDs", Json::array()},
               {"Mounts", Json::array()}, {"RestartCount", 0},          {"SizeRootFs", 0}};
  json["State"] = {{"Status", summary.state},
                   {"Running", false},
                   {"Paused", false},
                   {"Pid", container.pid},
                   {"OOMKilled", false},
                   {"Dead", false},
                   {"ExitCode", container.exit_code},
                   {"Error", ""},
                   {"StartedAt", "0001-01-01T00:00:00Z"},
                   {"FinishedAt", "0001-01-01T00:00:00Z"}};
  json["HostConfig"] = HostConfig();
  json["GraphDriver"] = {{"Data", nullptr}, {"Name", "vfs"}};
  json["LogPath"] = "/var/lib/containers/storage/vfs-containers/" + summary.id + "/userdata/ctr.log";
  json["Config"] = {{"Hostname", summary.id.substr(0, 12)},
                    {"Domainname", ""},
                    {"User", ""},
                    {"Tty", false},
                    {"Env", container.environment},
                    {"Cmd", container.command},
                    {"Image", container.image},
                    {"Volumes", nullptr},
                    {"WorkingDir", "/"},
                    {"Entrypoint", Json::array()},
                    {"StopSignal", "15"},
                    {"StopTimeout", 0}};
  json["Config"]["Labels"] = LabelsJson(summary.labels);
  json["NetworkSettings"] = {{"Bridge", ""}, {"SandboxID", ""}, {"Ports", Json::object()}, {"IPAddress", ""}};
  json["NetworkSettings"]["Networks"]["podman"] = Network(summary.id);
  return json.dump();
}

std::string ListedJson(const ImageDetails& image) {
  return Json{{"Id", image.summary.id},
              {"ParentId", ""},
              {"RepoTags", image.summary.tags},
              {"Created", 1796046630},
              {"Size", image.summary.size_bytes},
              {"Labels", nullptr},
              {"Containers", 0}}
      .dump();
}

std::string InspectedJson(const ImageDetails& image) {
  Json json = {{"Id", image.summary.id},      {"RepoTags", image.summary.tags},     {"Size", image.summary.size_bytes},
               {"Created", image.created},    {"Architecture", image.architecture}, {"Os", image.os},
               {"Config", {{"Env", nullptr}}}};
  json["RootFS"] = {{"Type", "layers"}, {"Layers", image.layers}};
  return json.dump();
}

std::vector<Call> Mix(uint64_t seed, size_t count, size_t containers) {
  std::mt19937_64 random(seed);
  std::vector<double> below;  // of each rank, the weight of it and all before
  double sum = 0;
  for (size_t rank = 1; rank <= containers; ++rank) below.push_back(sum += std::pow(rank, -1.1));
  std::vector<Call> calls(count);
  std::array<Operation, 10> ten;
  for (size_t i = 0; i < count; ++i) {
    if (i % ten.size() == 0) {
      using enum Operation;
      ten = {kInspect, kInspect, kInspect, kInspect, kInspect, kList, kList, kPing, kPing, kCreate};
      std::ranges::shuffle(ten, random);
    }
    Call& call = calls[i];
    call.operation = ten[i % ten.size()];
    const double at = static_cast<double>(random() >> 11) * 0x1p-53 * sum;
    const auto rank = std::ranges::upper_bound(below, at) - below.begin();
    call.container = std::min(static_cast<size_t>(rank), containers - 1);
  }
  return calls;
}

}  // namespace container_client::corpus
