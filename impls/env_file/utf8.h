#ifndef PAWL_IMPLS_ENV_FILE_UTF8_H_
#define PAWL_IMPLS_ENV_FILE_UTF8_H_

#include <cstddef>
#include <string_view>

// Which bytes are text: UTF-8 (RFC 3629: no surrogates, nothing above U+10FFFF, no longer form than needed), no NUL.
namespace env_file {

struct TextCheck {
  size_t good_bytes;  // so many bytes are text; what follows is NUL, invalid or the beginning of a longer sequence
  bool truncated;     // the latter: valid so far, and the end came within the sequence
};

// O(bytes). ASCII is skipped 16 bytes at a time.
TextCheck CheckText(std::string_view bytes);

}  // namespace env_file

#endif  // PAWL_IMPLS_ENV_FILE_UTF8_H_
