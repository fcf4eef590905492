#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_CONTENT_TYPE_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_CONTENT_TYPE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

// What is in a file, as far as an export cares: how well it can be compressed.
namespace archive_export {

enum class ContentType : uint8_t {
  kText,
  kBinary,
  kCompressed,  // archives, pictures, sound, video: gains nothing
  kUnknown,
};
inline constexpr size_t kContentTypes = 4;

// "text", "binary", "compressed", "unknown".
std::string_view NameOf(ContentType type);

// The extension of the last name in the path, with its dot: ".gz" of "a/b.tar.gz". "" if the name has no dot, or only
// one at its start or end. Borrowed.
std::string_view ExtensionOf(std::string_view path);

// What the extension says, in any case of letters; nullopt for one that is not known, or used for different things.
// O(log extensions), allocates nothing.
std::optional<ContentType> TypeOfExtension(std::string_view extension);

inline constexpr size_t kMagicBytes = 512;

// What the first bytes of a file say, kMagicBytes of them or the whole file: the magic of a compressed format; else
// text if there is no NUL and at most one byte in 32 is a control character, else binary. kUnknown of nothing.
ContentType TypeOfContent(std::string_view head);

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_CONTENT_TYPE_H_
