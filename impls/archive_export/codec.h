#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_CODEC_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_CODEC_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "impls/archive_export/archive_export.h"

namespace archive_export {

enum class Wrapping {
  kNone,     // as it is
  kDeflate,  // RFC 1951, a stream or a part of one
  kGzip,     // RFC 1952, a member
  kZstd,     // RFC 8878, a frame
};

// CRC-32 of zip and gzip, by ISA-L: 25 GB/s, where zlib's takes 5.9.
uint32_t Crc32(std::string_view bytes, uint32_t before = 0);

// What a level means:
//
//           deflate        zstd
//   auto    igzip 3        1
//   1-3     igzip 3        1-3
//   4-9     libdeflate 4-9 4-9
//   small   libdeflate 7   9
//
// Not ISA-L's igzip 1 and 2, which take two thirds of the time of 3 and leave 1 % more: their output depends on where
// their memory lies. Of 15 processes that deflated small files by igzip 2 on six threads, 3 to 5 had one that differed
// from the first time, by a few bits; by igzip 3 none of 720,000 did.
struct CodecLevel {
  static CodecLevel Of(Level level, Wrapping wrapping);

  bool by_libdeflate = false;
  int number = 1;
};

// Compresses pieces and takes them apart again. Keeps the libraries' state, up to 1.1 MB, from call to call. Used by
// one thread at a time.
class Codec {
 public:
  Codec();
  Codec(Codec&&) noexcept;
  Codec& operator=(Codec&&) noexcept;
  ~Codec();

  // Room that Compress() needs for any content of so many bytes.
  static size_t MostBytes(size_t bytes) { return bytes + bytes / 128 + 1024; }

  // Writes `bytes` compressed to `out`, which has MostBytes(). Of a deflate stream, `last` ends it; a part before its
  // end stops at a whole byte and refers to nothing before itself, so that parts which are made in any order can stand
  // one after the other. The size; 0 if the library failed, which it does for want of memory.
  size_t Compress(Wrapping wrapping, CodecLevel level, std::string_view bytes, bool last, char* out);

  // The inverse. Whether `bytes` are a whole member, frame, stream or part of one, and become exactly `size_bytes` at
  // `out`. Only a deflate stream has parts that are not its `last`; for one, kRoomBehind bytes behind it are written
  // to, and have their value again afterwards. Throws std::bad_alloc where no memory is left: nothing is damaged then.
  bool Decompress(Wrapping wrapping, char* bytes, size_t bytes_size, bool last, char* out, size_t size_bytes);
  static constexpr size_t kRoomBehind = 5;

 private:
  struct State;

  size_t ByIgzip(Wrapping wrapping, int level, std::string_view bytes, bool last, char* out);
  size_t ByLibdeflate(Wrapping wrapping, int level, std::string_view bytes, bool last, char* out);
  bool Inflate(Wrapping wrapping, std::string_view bytes, char* out, size_t size_bytes);

  std::unique_ptr<State> state_;
};

// Makes the deflate stream of `size_bytes` at `out`, which has room for 8 more, a part that another one can follow: the
// last block's mark is taken away and an empty block brings it to a whole byte. libdeflate ends each of its streams. By
// Mark Adler's gzjoin. The new size; 0 if it is no such stream.
size_t Unfinish(char* out, size_t size_bytes);

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_CODEC_H_
