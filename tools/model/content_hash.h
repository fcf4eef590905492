#ifndef PAWL_TOOLS_MODEL_CONTENT_HASH_H_
#define PAWL_TOOLS_MODEL_CONTENT_HASH_H_

#include <string>
#include <string_view>

// How the hash of a file's bytes is written: "sha256:" and 64 lower-case hexadecimal digits.
namespace pawl {

inline constexpr std::string_view kHashPrefix = "sha256:";

bool IsContentHash(std::string_view text);

// The digits of a content hash, by which caches name a file. Borrowed from `hash`.
std::string_view HashDigits(std::string_view hash);

// As messages name it: the first 12 digits, which no two binaries of one history share by chance.
std::string ShortHash(std::string_view hash);

}  // namespace pawl

#endif  // PAWL_TOOLS_MODEL_CONTENT_HASH_H_
