#include "impls/image_flags/corpus.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>
#include <string_view>
#include <utility>

namespace image_flags::corpus {
namespace {

// The engine is fixed by the standard; its distributions are not, hence the members.
class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed) {}

  size_t Below(size_t bound) { return engine_() % bound; }

  size_t LognormalLength() {
    // The sum of 12 uniform numbers is near enough to normal here, and the same on every machine.
    double normal = -6;
    for (int i = 0; i < 12; ++i) normal += static_cast<double>(engine_() >> 11) * 0x1p-53;
    return std::max<size_t>(1, std::lround(12 * std::exp(.8 * normal)));
  }

  std::string Text(size_t size, std::string_view alphabet) {
    std::string text(size, '\0');
    for (char& c : text) c = alphabet[Below(alphabet.size())];
    return text;
  }

 private:
  std::mt19937_64 engine_;
};

constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyz0123456789./-_";
constexpr std::string_view kKeys = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_";
constexpr std::string_view kSpecial = " '\"$&;*(\\";
constexpr std::string_view kNasty = "''\"\\$`!*?[]{}()<>|&;#~ \t\n\r=%-a\x01\x7f\xc3\xa9\x81\xff";

}  // namespace

Build SeedBuild() {
  Build build;
  build.app = "benchmark-app";
  build.env = "build";
  build.image = "benchmark-image";
  build.tag = "v2.1.0";
  build.repo = "registry.example.com";
  build.file = "/src/main.go";
  build.folder = "./build/output";
  build.type = "GoLang";
  build.verbose = true;
  for (std::string name : {"service", "database", "auth", "monitoring", "config"}) {
    build.protobuf_packages.push_back("github.com/user/repo/pkg/" + name);
    build.protobuf_files.push_back(name + ".proto");
  }
  return build;
}

Build TypicalBuild(int tokens, bool quoted) {
  Build build;
  Random random(tokens);
  int values = 0;
  const auto next = [&] {
    std::string text = random.Text(random.LognormalLength(), kPlain);
    if (quoted && ++values % 10 == 0) text[random.Below(text.size())] = kSpecial[random.Below(kSpecial.size())];
    return text;
  };
  // Every step fills a flag and its value: first each text once, then the lists in turn.
  std::string* const texts[] = {&build.app,  &build.env,    &build.image, &build.tag,    &build.repo,
                                &build.file, &build.folder, &build.type,  &build.target, &build.network};
  const std::function<void()> lists[] = {
      [&] { build.protobuf_packages.push_back(next()); },
      [&] { build.protobuf_files.push_back(next()); },
      [&] { build.build_args.push_back({random.Text(random.LognormalLength(), kKeys), next()}); },
      [&] { build.labels.push_back({random.Text(random.LognormalLength(), kKeys), next()}); },
  };
  build.verbose = tokens % 2 != 0;
  for (size_t i = 0; i < static_cast<size_t>(tokens / 2); ++i) {
    if (i < std::size(texts)) {
      *texts[i] = next();
    } else {
      lists[i % std::size(lists)]();
    }
  }
  return build;
}

Build NastyBuild(uint64_t seed) {
  Build build;
  Random random(seed);
  const auto text = [&] { return random.Text(random.Below(20), kNasty); };
  for (std::string* value : {&build.app, &build.env, &build.image, &build.tag, &build.repo, &build.file, &build.folder,
                             &build.type, &build.target, &build.network}) {
    *value = text();
  }
  build.verbose = random.Below(2) == 0;
  build.no_cache = random.Below(2) == 0;
  build.pull = random.Below(2) == 0;
  for (auto* list :
       {&build.protobuf_packages, &build.protobuf_files, &build.platforms, &build.secrets, &build.cache_from}) {
    for (size_t n = random.Below(4); n > 0; --n) list->push_back(text());
  }
  for (auto* list : {&build.build_args, &build.labels}) {
    for (size_t n = random.Below(4); n > 0; --n) {
      std::string key = "K" + text();
      std::erase(key, '=');
      list->push_back({std::move(key), text()});
    }
  }
  return build;
}

Build AnyBytesBuild(uint64_t seed) {
  Random random(seed);
  std::string bytes;
  for (int byte = 1; byte < 256; ++byte) bytes += static_cast<char>(byte);
  const auto text = [&] { return random.Text(random.Below(65), bytes); };
  Build build;
  build.protobuf_files = {text()};
  build.secrets = {text()};
  std::string key = "K" + text();
  std::erase(key, '=');
  build.labels = {{std::move(key), text()}};
  return build;
}

std::vector<ImageReference> SeedReferences() {
  return {
      {.registry = "", .repository = "nginx", .tag = "latest", .digest = ""},
      {.registry = "", .repository = "postgres", .tag = "13.4-alpine", .digest = ""},
      {.registry = "gcr.io", .repository = "project/service", .tag = "v1.2.3-beta", .digest = ""},
      {.registry = "registry.example.com:5000", .repository = "app", .tag = "production-2023-12-01", .digest = ""},
  };
}

}  // namespace image_flags::corpus
