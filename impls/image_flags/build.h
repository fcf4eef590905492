#ifndef PAWL_IMPLS_IMAGE_FLAGS_BUILD_H_
#define PAWL_IMPLS_IMAGE_FLAGS_BUILD_H_

#include <string>
#include <string_view>
#include <vector>

#include "impls/image_flags/custom_values.h"

namespace image_flags {

struct KeyValue {
  std::string key;
  std::string value;
};

// What to build. Text that is empty and lists without entries give no flag; an entry of a list always gives one, also
// an empty entry. Lists keep their order and their duplicates.
struct Build {
  std::string app;
  std::string env;
  std::string image;
  std::string tag;
  std::string repo;
  std::string file;    // What to build from, such as a Dockerfile.
  std::string folder;  // The build context.
  std::string type;
  std::string target;
  std::string network;
  bool verbose = false;
  bool no_cache = false;
  bool pull = false;
  std::vector<std::string> protobuf_packages;
  std::vector<std::string> protobuf_files;
  std::vector<std::string> platforms;
  std::vector<std::string> secrets;
  std::vector<std::string> cache_from;
  std::vector<KeyValue> build_args;
  std::vector<KeyValue> labels;
  CustomValues custom;  // For those who plan builds; gives no flag.
};

// The one list of flags and their order. Calls, per token, one of
//   sink.Flag("--name")        a literal of safe bytes
//   sink.Value(text)           any text
//   sink.Pair(key, value)      the token `key=value`
// Views are of literals or of `build`.
template <typename Sink>
[[gnu::always_inline]] inline void ForEachToken(const Build& build, Sink& sink) {
  // Inlined by force, so that a sink sees each flag as a constant and copies it in a few instructions.
  const auto text = [&sink](std::string_view flag, const std::string& value) __attribute__((always_inline)) {
    if (value.empty()) return;
    sink.Flag(flag);
    sink.Value(value);
  };
  const auto toggle = [&sink](std::string_view flag, bool on) __attribute__((always_inline)) {
    if (on) sink.Flag(flag);
  };
  const auto list = [&sink](std::string_view flag, const auto& values) __attribute__((always_inline)) {
    for (const std::string& value : values) {
      sink.Flag(flag);
      sink.Value(value);
    }
  };
  const auto pairs = [&sink](std::string_view flag, const auto& entries) __attribute__((always_inline)) {
    for (const auto& [key, value] : entries) {
      sink.Flag(flag);
      sink.Pair(key, value);
    }
  };
  text("--app", build.app);
  text("--env", build.env);
  text("--image", build.image);
  text("--tag", build.tag);
  text("--repo", build.repo);
  text("--file", build.file);
  text("--folder", build.folder);
  text("--type", build.type);
  toggle("--verbose", build.verbose);
  list("--protobuf-packages", build.protobuf_packages);
  list("--protobuf-files", build.protobuf_files);
  text("--target", build.target);
  text("--network", build.network);
  toggle("--no-cache", build.no_cache);
  toggle("--pull", build.pull);
  list("--platform", build.platforms);
  list("--secret", build.secrets);
  list("--cache-from", build.cache_from);
  pairs("--build-arg", build.build_args);
  pairs("--label", build.labels);
}

}  // namespace image_flags

#endif  // PAWL_IMPLS_IMAGE_FLAGS_BUILD_H_
