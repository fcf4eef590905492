#include "impls/image_flags/token_array.h"

#include "impls/image_flags/quoting.h"

namespace image_flags {
namespace {

static_assert(alignof(std::string_view) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);

struct Count {
  size_t tokens = 0;
  size_t pair_bytes = 0;

  void Flag(std::string_view /*flag*/) { ++tokens; }
  void Value(std::string_view /*text*/) { ++tokens; }
  void Pair(std::string_view key, std::string_view value) {
    ++tokens;
    pair_bytes += key.size() + 1 + value.size();
  }
};

struct Fill {
  std::string_view* next;
  char* text;

  void Flag(std::string_view flag) { std::construct_at(next++, flag); }
  void Value(std::string_view value) { std::construct_at(next++, value); }
  void Pair(std::string_view key, std::string_view value) {
    char* const begin = text;
    text = internal::Copy(key, text);
    *text++ = '=';
    text = internal::Copy(value, text);
    std::construct_at(next++, begin, static_cast<size_t>(text - begin));
  }
};

}  // namespace

void TokenArray::Assign(const Build& build) {
  Count count;
  ForEachToken(build, count);
  const size_t view_bytes = count.tokens * sizeof(std::string_view);
  const size_t bytes = view_bytes + count.pair_bytes;
  if (bytes > block_bytes_) {
    block_ = std::make_unique_for_overwrite<std::byte[]>(bytes);
    block_bytes_ = bytes;
  }
  size_ = count.tokens;
  Fill fill{reinterpret_cast<std::string_view*>(block_.get()), reinterpret_cast<char*>(block_.get()) + view_bytes};
  ForEachToken(build, fill);
}

}  // namespace image_flags
