#ifndef PAWL_IMPLS_IMAGE_FLAGS_SHOWN_H_
#define PAWL_IMPLS_IMAGE_FLAGS_SHOWN_H_

#include <string>
#include <string_view>

namespace image_flags::internal {

// The value in double quotes for an error text. Those go to terminals and logs, so bytes that would act there are shown
// as \xNN.
std::string Shown(std::string_view value);

}  // namespace image_flags::internal

#endif  // PAWL_IMPLS_IMAGE_FLAGS_SHOWN_H_
