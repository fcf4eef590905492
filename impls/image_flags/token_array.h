#ifndef PAWL_IMPLS_IMAGE_FLAGS_TOKEN_ARRAY_H_
#define PAWL_IMPLS_IMAGE_FLAGS_TOKEN_ARRAY_H_

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include "impls/image_flags/build.h"

namespace image_flags {

// The tokens of a build as views, in one block of memory: 16 bytes a token, and behind them the text of the `key=value`
// tokens, which no build has in one piece. All other text stays where it is, in the build.
// Moving exchanges; moved from by a constructor, a list is empty.
class TokenArray {
 public:
  TokenArray() = default;
  TokenArray(TokenArray&& other) noexcept { *this = std::move(other); }
  TokenArray& operator=(TokenArray&& other) noexcept {
    std::swap(block_, other.block_);
    std::swap(block_bytes_, other.block_bytes_);
    std::swap(size_, other.size_);
    return *this;
  }

  // Replaces what it holds. Two passes over the build; allocates once if the block is too small, else not at all.
  // Views that were handed out before end.
  void Assign(const Build& build);

  std::span<const std::string_view> tokens() const {
    return {reinterpret_cast<const std::string_view*>(block_.get()), size_};
  }

  // A range, so that it can be handed out as the list itself.
  auto begin() const { return tokens().begin(); }
  auto end() const { return tokens().end(); }

 private:
  std::unique_ptr<std::byte[]> block_;
  size_t block_bytes_ = 0;
  size_t size_ = 0;
};

}  // namespace image_flags

#endif  // PAWL_IMPLS_IMAGE_FLAGS_TOKEN_ARRAY_H_
