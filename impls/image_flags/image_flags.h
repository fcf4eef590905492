#ifndef PAWL_IMPLS_IMAGE_FLAGS_IMAGE_FLAGS_H_
#define PAWL_IMPLS_IMAGE_FLAGS_IMAGE_FLAGS_H_

#include <concepts>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

// Formats a container build as one shell command line, and an image reference as its URI.
//
// Contract, kept by every class in impls.h and checked by contract.h:
//   * CommandLine(build) is the tokens of ForEachToken, each in shell quoting, joined with single spaces; empty for an
//     empty build. A POSIX shell that reads it after a program's name passes exactly these tokens.
//   * A token of one or more safe bytes, [A-Za-z0-9_@%+=:,./-], is written as it is. Any other token, the empty one
//     included, is written in single quotes, with ' inside it as '\''. Bytes have no encoding; UTF-8 passes unchanged.
//   * ImageUri(image) is `registry/repository:tag@digest`; an absent part takes its punctuation with it.
//   * Input is valid: Validate() is OK. It is not looked at again here, because this is the measured path. Invalid
//     input still gives memory-safe text, but a shell or a registry may read it differently.
//   * Input is borrowed for the call only. A result is either an owned string or a view into the object; such a view
//     ends with the next call of any member, and with a move or the end of the object.
//   * One object serves one thread at a time; two objects share nothing.
// Correct without: any memory beyond the result. Running out of memory is the only failure.
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
};

// The parts of an image's name, without the punctuation between them. Only `repository` is required.
struct ImageReference {
  std::string registry;    // host or host:port
  std::string repository;  // components joined with '/'
  std::string tag;
  std::string digest;  // algorithm:encoded
};

// Refuses what no command line can carry: a NUL byte anywhere, and a key of a build argument or label that is empty or
// contains '='. The message names the flag, the value and the way out.
absl::Status Validate(const Build& build);

// Checks each part by the grammar of the OCI distribution and image specifications:
//   registry    host name or IPv4 address, then optionally `:` and 1 to 5 digits; no IPv6 literals. Without '.' and ':'
//               only `localhost`: readers take any other such word for the repository's first component.
//   repository  [a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*, such components joined with '/'; with the registry at most 255 bytes
//   tag         [a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}
//   digest      [a-z0-9]+([+._-][a-z0-9]+)*:[a-zA-Z0-9=_-]+, after sha256 64 lower-case hex digits, after sha512 128
// The message names the part, the offset of the first byte that does not fit, the value, and what is allowed.
absl::Status Validate(const ImageReference& image);

// One implementation.
template <typename T>
concept Formatter =
    std::default_initializable<T> && requires(T format, const Build& build, const ImageReference& image) {
      { T::kName } -> std::convertible_to<std::string_view>;
      { format.CommandLine(build) } -> std::convertible_to<std::string_view>;
      { format.ImageUri(image) } -> std::convertible_to<std::string_view>;
    };

// The one list of flags and their order. Calls, per token, one of
//   sink.Flag("--name")        a literal of safe bytes
//   sink.Value(text)           any text
//   sink.Pair(key, value)      the token `key=value`
// Views are of literals or of `build`.
template <typename Sink>
void ForEachToken(const Build& build, Sink& sink);

// --- Implementation details: nothing below is part of the contract. ---

namespace internal {

// Whether any byte is unsafe; false for empty text. About 2 ns for 16 bytes.
bool HasUnsafe(std::string_view text);

template <size_t kBytes>
[[gnu::always_inline]] inline void CopyEnds(const char* from, size_t size, char* to) {
  std::memcpy(to, from, kBytes);
  std::memcpy(to + size - kBytes, from + size - kBytes, kBytes);
}

// Copies and returns the end of the copy. Two fixed-size copies that may overlap cost less than a call of memcpy, which
// for tokens of 2 to 32 bytes is most of its price.
[[gnu::always_inline]] inline char* Copy(std::string_view text, char* to) {
  const size_t size = text.size();
  if (size > 32) {
    std::memcpy(to, text.data(), size);
  } else if (size >= 16) {
    CopyEnds<16>(text.data(), size, to);
  } else if (size >= 8) {
    CopyEnds<8>(text.data(), size, to);
  } else if (size >= 4) {
    CopyEnds<4>(text.data(), size, to);
  } else if (size >= 2) {
    CopyEnds<2>(text.data(), size, to);
  } else if (size == 1) {
    *to = text.front();
  }
  return to + size;
}

// Bytes of the text inside single quotes, without the quotes, and writing it; returns the end.
size_t EscapedSize(std::string_view text);
char* CopyEscaped(std::string_view text, char* to);

}  // namespace internal

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

#endif  // PAWL_IMPLS_IMAGE_FLAGS_IMAGE_FLAGS_H_
