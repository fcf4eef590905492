#include "reports/compressed.h"

#include <openssl/evp.h>
#include <zlib.h>

#include <vector>

#include "gtest/gtest.h"

namespace pawl {
namespace {

std::string Inflated(const std::string& encoded, size_t size) {
  std::vector<unsigned char> packed(encoded.size());
  const int bytes = EVP_DecodeBlock(packed.data(), reinterpret_cast<const unsigned char*>(encoded.data()),
                                    static_cast<int>(encoded.size()));
  if (bytes < 0) return "not base64";
  std::string text(size + 1, '?');
  z_stream stream = {};
  stream.next_in = packed.data();
  stream.avail_in = static_cast<uInt>(bytes);  // zeros of the padding may follow: gzip knows its end
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  inflateInit2(&stream, 15 + 16);
  const int ended = inflate(&stream, Z_FINISH);
  inflateEnd(&stream);
  text.resize(stream.total_out);
  return ended == Z_STREAM_END ? text : "not gzip";
}

TEST(Compressed, IsTheTextAgain) {
  for (const size_t size : {0u, 1u, 2u, 3u, 1000u, 1u << 20}) {
    std::string text(size, 'a');
    for (size_t i = 0; i < size; i += 7) text[i] = static_cast<char>(i * i);
    const std::string encoded = GzipBase64(text);
    EXPECT_EQ(encoded.size() % 4, 0u);
    EXPECT_EQ(Inflated(encoded, size), text) << size;
  }
}

TEST(Compressed, TakesLessRoom) { EXPECT_LT(GzipBase64(std::string(100'000, 'x')).size(), 1000u); }

}  // namespace
}  // namespace pawl
