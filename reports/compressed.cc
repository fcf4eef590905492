#include "reports/compressed.h"

#include <openssl/evp.h>
#include <zlib.h>

#include <cstdlib>

namespace pawl {
namespace {

constexpr int kGzipWindow = 15 + 16;  // zlib's largest window, and a gzip header instead of its own
constexpr int kMemoryLevel = 8;       // zlib's default

}  // namespace

std::string GzipBase64(std::string_view text) {
  z_stream stream = {};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, kMemoryLevel, Z_DEFAULT_STRATEGY) != Z_OK) {
    std::abort();  // no memory
  }
  std::string packed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) std::abort();  // deflateBound is a promise
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  std::string encoded(4 * ((packed.size() + 2) / 3) + 1, '\0');  // and a NUL, which OpenSSL writes
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                      reinterpret_cast<const unsigned char*>(packed.data()), static_cast<int>(packed.size()));
  encoded.resize(static_cast<size_t>(size));
  return encoded;
}

}  // namespace pawl
