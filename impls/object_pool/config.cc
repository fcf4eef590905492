#include "impls/object_pool/config.h"

#include <cerrno>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "impls/object_pool/config_value.h"
#include "impls/object_pool/yaml_documents.h"
#include "yaml-cpp/yaml.h"

namespace object_pool {
namespace {

constexpr size_t kMostTextBytes = 1 << 20;

// A key, what it sets, and the bounds of numbers.
struct Key {
  std::string_view name;
  std::variant<bool*, uint64_t*, std::chrono::milliseconds*> target;
  Quantity quantity = Quantity::kCount;
  uint64_t least = 0, most = 0;
};

constexpr uint64_t kKi = 1 << 10, kMi = 1 << 20, kGi = 1 << 30;

std::vector<Key> KeysOf(MemoryConfig& to) {
  return {
      {"enabled", &to.enabled},
      {"pool_enabled", &to.pool_enabled},
      {"monitoring_enabled", &to.monitoring_enabled},
      {"string_pool_size", &to.string_pool_size, Quantity::kCount, 0, 1'000'000},
      {"map_pool_size", &to.map_pool_size, Quantity::kCount, 0, 1'000'000},
      {"byte_pool_size", &to.byte_pool_size, Quantity::kBytes, 0, 1024 * kGi},
      {"largest_buffer_size", &to.largest_buffer_size, Quantity::kBytes, 64, kMi},
      {"wipe_on_return", &to.wipe_on_return},
      {"gc_interval", &to.gc_interval, Quantity::kMilliseconds, 1, 24 * 3'600'000},
      {"memory_threshold", &to.memory_threshold, Quantity::kBytes, kMi, kKi * kKi * kGi},
  };
}

std::vector<Key> KeysOf(PerformanceConfig& to) {
  return {
      {"batch_size", &to.batch_size, Quantity::kCount, 1, 1'000'000},
      {"worker_count", &to.worker_count, Quantity::kCount, 1, 1024},
      {"streaming_enabled", &to.streaming_enabled},
      {"buffer_size", &to.buffer_size, Quantity::kBytes, 64, kGi},
      {"max_line_size", &to.max_line_size, Quantity::kBytes, 1, kGi},
  };
}

// Says where errors are.
class Reader {
 public:
  explicit Reader(std::string_view file) : file_(file) {}

  absl::Status Error(const YAML::Mark& mark, const std::string& what) const {
    std::string where = file_;
    if (!mark.is_null()) where += ":" + std::to_string(mark.line + 1) + ":" + std::to_string(mark.column + 1);
    return absl::InvalidArgumentError(where + ": " + what);
  }

  // Calls visit(name, name's mark, value) for each key; each must be a scalar, and another.
  using Visit = std::function<absl::Status(const std::string&, const YAML::Mark&, const YAML::Node&)>;
  absl::Status ForEachKey(const YAML::Node& map, const std::string& what, const Visit& visit) const {
    if (map.IsNull()) return absl::OkStatus();  // nothing is said of it
    if (!map.IsMap()) return Error(map.Mark(), what + " must be a map of keys and values");
    std::map<std::string, YAML::Mark> seen;
    for (const auto& pair : map) {
      const YAML::Node &key = pair.first, &value = pair.second;
      if (!key.IsScalar()) return Error(key.Mark(), "a key of " + what + " must be a name");
      const auto [before, is_new] = seen.emplace(key.Scalar(), key.Mark());
      if (!is_new) {
        return Error(key.Mark(), "key \"" + key.Scalar() + "\" stands twice, first in line " +
                                     std::to_string(before->second.line + 1) + "; remove one of them");
      }
      if (absl::Status status = visit(key.Scalar(), key.Mark(), value); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status ReadSection(const YAML::Node& section, const std::string& name, const std::vector<Key>& keys) const {
    return ForEachKey(section, "\"" + name + "\"",
                      [&](const std::string& key, const YAML::Mark& mark, const auto& value) {
                        for (const Key& known : keys) {
                          if (known.name == key) return ReadValue(value, mark, known);
                        }
                        std::string names;
                        for (const Key& known : keys) names += (names.empty() ? "" : ", ") + std::string(known.name);
                        return Error(mark, "unknown key \"" + key + "\" in \"" + name + "\"; known are " + names);
                      });
  }

 private:
  // An absent value's mark is wherever YAML noticed that, hence the key's.
  absl::Status ReadValue(const YAML::Node& value, const YAML::Mark& key_mark, const Key& key) const {
    const auto refused = [&](const std::string& why) {
      const std::string text = value.IsScalar() ? "\"" + value.Scalar() + "\" " : "";
      return Error(value.IsNull() ? key_mark : value.Mark(), std::string(key.name) + ": " + text + why);
    };
    if (!value.IsScalar()) return refused(value.IsNull() ? "has no value" : "must be one value, not a list or a map");
    // A plain scalar's tag is "?", a quoted one's "!".
    const bool is_plain = value.Tag() == "?" || value.Tag().empty();
    if (!is_plain) return refused("is quoted or tagged, which makes it a text; write it without");
    if (bool* const* const target = std::get_if<bool*>(&key.target)) {
      if (value.Scalar() != "true" && value.Scalar() != "false")
        return refused("is not a switch; allowed are true and false");
      **target = value.Scalar() == "true";
      return absl::OkStatus();
    }
    const absl::StatusOr<uint64_t> number = ParseQuantity(value.Scalar(), key.quantity, key.least, key.most);
    if (!number.ok()) return refused(std::string(number.status().message()));
    if (uint64_t* const* const target = std::get_if<uint64_t*>(&key.target)) {
      **target = *number;
    } else {
      *std::get<std::chrono::milliseconds*>(key.target) = std::chrono::milliseconds(*number);
    }
    return absl::OkStatus();
  }

  const std::string file_;
};

absl::StatusOr<Config> ParseDocument(const std::string& text, const Reader& reader) {
  if (const std::optional<YAML::Mark> second = SecondDocument(text)) {
    return reader.Error(*second, "another document begins; a configuration is one");
  }
  const YAML::Node document = YAML::Load(text);
  Config config;
  const absl::Status status = reader.ForEachKey(
      document, "the configuration", [&](const std::string& key, const YAML::Mark& mark, const YAML::Node& section) {
        if (key == "memory") return reader.ReadSection(section, key, KeysOf(config.memory));
        if (key == "performance") return reader.ReadSection(section, key, KeysOf(config.performance));
        return reader.Error(mark, "unknown section \"" + key + "\"; known are memory and performance");
      });
  if (!status.ok()) return status;
  return config;
}

}  // namespace

absl::StatusOr<Config> ParseConfig(std::string_view text, std::string_view file) {
  const Reader reader(file);
  if (text.size() > kMostTextBytes) {
    return reader.Error(YAML::Mark::null_mark(), "the configuration has " + std::to_string(text.size()) +
                                                     " bytes; allowed are " + std::to_string(kMostTextBytes));
  }
  try {
    return ParseDocument(std::string(text), reader);
  } catch (const YAML::Exception& error) {
    return reader.Error(error.mark, "not YAML: " + error.msg);
  }
}

absl::StatusOr<Config> ReadConfig(const std::string& file) {
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  const int error = errno;
  if (!stream) return absl::ErrnoToStatus(error, file + ": cannot be opened");
  // One byte more than is allowed shows that there are more.
  std::string text(kMostTextBytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) return absl::ErrnoToStatus(errno != 0 ? errno : EIO, file + ": cannot be read");
  text.resize(static_cast<size_t>(stream.gcount()));
  return ParseConfig(text, file);
}

absl::Status CheckConfig(const MemoryConfig& config) {
  MemoryConfig copy = config;
  for (const Key& key : KeysOf(copy)) {
    uint64_t value = key.least;
    if (uint64_t* const* const number = std::get_if<uint64_t*>(&key.target)) value = **number;
    if (std::chrono::milliseconds* const* const time = std::get_if<std::chrono::milliseconds*>(&key.target)) {
      value = static_cast<uint64_t>((*time)->count());  // One that is negative is too long, too.
    }
    if (value >= key.least && value <= key.most) continue;
    return absl::InvalidArgumentError(std::string(key.name) + ": " + QuantityText(value, key.quantity) +
                                      " is not allowed; " + QuantityText(key.least, key.quantity) + " to " +
                                      QuantityText(key.most, key.quantity) + " is");
  }
  return absl::OkStatus();
}

Options PoolOptions(const MemoryConfig& config) {
  Options options;
  const bool keeps = config.enabled && config.pool_enabled;
  options.strings = keeps ? config.string_pool_size : 0;
  options.maps = keeps ? config.map_pool_size : 0;
  options.byte_pool_bytes = keeps ? config.byte_pool_size : 0;
  options.largest_buffer_bytes = config.largest_buffer_size;
  options.wipe_on_return = config.wipe_on_return;
  return options;
}

}  // namespace object_pool
