#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "impls/image_flags/impls.h"

namespace image_flags {
namespace {

void Check(bool holds, std::string_view what, std::string_view text) {
  if (holds) return;
  std::fprintf(stderr, "%.*s: %.*s\n", static_cast<int>(what.size()), what.data(), static_cast<int>(text.size()),
               text.data());
  std::abort();
}

template <typename... Impl>
void CompareAll(const Build& build, impls::ImplList<Impl...>) {
  const std::string want = Baseline().CommandLine(build);
  (Check(Impl().CommandLine(build) == want, Impl::kName, want), ...);
}

template <typename... Impl>
void WriteAgain(const ImageReference& image, std::string_view text, impls::ImplList<Impl...>) {
  (Check(Impl().ImageUri(image) == text, Impl::kName, text), ...);
}

void Read(std::string_view text) {
  const absl::StatusOr<ImageReference> image = ParseImageReference(text);
  if (image.ok()) {
    Check(Validate(*image).ok(), "read, but not valid", text);
    WriteAgain(*image, text, Impls());
  } else {
    Check(image.status().message().size() < 4 * 512 + 512, "a message that is too long", text);
  }
}

}  // namespace
}  // namespace image_flags

// Whatever the bytes: a reference that is read is valid and is written as it was, and all implementations quote alike.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  image_flags::Read(text);
  image_flags::Build build;
  build.secrets = {std::string(text), std::string(text.substr(0, size / 2))};
  build.labels = {{std::string(text.substr(size / 2)), std::string(text)}};
  image_flags::CompareAll(build, image_flags::Impls());
  return 0;
}
