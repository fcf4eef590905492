#ifndef PAWL_IMPLS_IMAGE_FLAGS_LAZY_H_
#define PAWL_IMPLS_IMAGE_FLAGS_LAZY_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "impls/image_flags/image_flags.h"

namespace image_flags {

// What `format` makes of an input that it owns: formatted when first asked for, and only once.
//
// Owns the input, so that no change of it can leave a text behind that is out of date; Set() replaces it. One object
// serves one thread at a time.
template <typename Impl, typename Input, auto format>
class Lazy {
 public:
  explicit Lazy(Input input) : input_(std::move(input)) {}

  const Input& input() const { return input_; }

  // Forgets the text.
  void Set(Input input) {
    input_ = std::move(input);
    text_.reset();
  }

  // Borrowed; ends with Set() and with a move or the end of the object. Allocates in the first call only.
  std::string_view Get() {
    if (!text_) text_.emplace((impl_.*format)(input_));
    return *text_;
  }

 private:
  Input input_;
  Impl impl_;
  std::optional<std::string> text_;
};

template <Formatter Impl>
using LazyCommandLine = Lazy<Impl, Build, &Impl::CommandLine>;

template <Formatter Impl>
using LazyImageUri = Lazy<Impl, ImageReference, &Impl::ImageUri>;

}  // namespace image_flags

#endif  // PAWL_IMPLS_IMAGE_FLAGS_LAZY_H_
