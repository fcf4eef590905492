#ifndef PAWL_REPORTS_COMPRESSED_H_
#define PAWL_REPORTS_COMPRESSED_H_

#include <string>
#include <string_view>

namespace pawl {

// The text as gzip, which a browser's DecompressionStream reads, in base64. The same text gives the same answer, on one
// version of zlib. O(n).
std::string GzipBase64(std::string_view text);

}  // namespace pawl

#endif  // PAWL_REPORTS_COMPRESSED_H_
