#ifndef PAWL_IMPLS_IMAGE_FLAGS_IMAGE_FLAGS_H_
#define PAWL_IMPLS_IMAGE_FLAGS_IMAGE_FLAGS_H_

#include <concepts>
#include <ranges>
#include <string_view>

#include "absl/status/status.h"
#include "impls/image_flags/build.h"
#include "impls/image_flags/reference.h"

// Formats a container build as one shell command line, and an image reference as its URI.
//
// Contract, kept by every class in impls.h and checked by contract.h:
//   * CommandLine(build) is the tokens of ForEachToken, each in shell quoting, joined with single spaces; empty for an
//     empty build. A POSIX shell that reads it after a program's name passes exactly these tokens.
//   * A token of one or more safe bytes, [A-Za-z0-9_@%+=:,./-], is written as it is. Any other token, the empty one
//     included, is written in single quotes, with ' inside it as '\''. Bytes have no encoding; UTF-8 passes unchanged.
//   * TokenList(build) is the same tokens as they are, without quotes, for a program that starts another without a
//     shell. The strings may be views into the build and the result, and end with either.
//   * ImageUri(image) is `registry/repository:tag@digest`; an absent part takes its punctuation with it.
//   * Input is valid: Validate() is OK. It is not looked at again here, because this is the measured path. Invalid
//     input still gives memory-safe text, but a shell or a registry may read it differently.
//   * Input is borrowed for the call only, but for the strings of a list. A result is either an owned object or a view
//     into the formatter; such a view ends with the next call of any member, and with a move or the end of the
//     formatter.
//   * One object serves one thread at a time; two objects share nothing.
// Correct without: any memory beyond the result. Running out of memory is the only failure.
namespace image_flags {

// Refuses what no command line can carry: a NUL byte anywhere, and a key of a build argument or label that is empty or
// contains '='. The message names the flag, the value and the way out.
absl::Status Validate(const Build& build);

// One implementation.
template <typename T>
concept Formatter =
    std::default_initializable<T> && requires(T format, const Build& build, const ImageReference& image) {
      { T::kName } -> std::convertible_to<std::string_view>;
      { format.CommandLine(build) } -> std::convertible_to<std::string_view>;
      requires std::convertible_to<std::ranges::range_value_t<decltype(format.TokenList(build))>, std::string_view>;
      { format.ImageUri(image) } -> std::convertible_to<std::string_view>;
    };

}  // namespace image_flags

#endif  // PAWL_IMPLS_IMAGE_FLAGS_IMAGE_FLAGS_H_
