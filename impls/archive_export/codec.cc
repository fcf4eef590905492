#include "impls/archive_export/codec.h"

#include <isa-l.h>
#include <libdeflate.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <vector>

namespace archive_export {
namespace {

struct FreeCompressor {
  void operator()(libdeflate_compressor* compressor) const { libdeflate_free_compressor(compressor); }
};
struct FreeDecompressor {
  void operator()(libdeflate_decompressor* decompressor) const { libdeflate_free_decompressor(decompressor); }
};
struct FreeCompression {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};
struct FreeDecompression {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

uint8_t* Bytes(char* data) { return reinterpret_cast<uint8_t*>(data); }
uint8_t* Bytes(std::string_view data) { return reinterpret_cast<uint8_t*>(const_cast<char*>(data.data())); }

constexpr std::array<uint32_t, 4> kLevelBytes = {ISAL_DEF_LVL0_DEFAULT, ISAL_DEF_LVL1_DEFAULT, ISAL_DEF_LVL2_DEFAULT,
                                                 ISAL_DEF_LVL3_DEFAULT};

}  // namespace

struct Codec::State {
  isal_zstream deflating;
  std::vector<uint8_t> level_buffer;
  std::unique_ptr<libdeflate_compressor, FreeCompressor> libdeflate;
  int libdeflate_level = -1;
  std::unique_ptr<libdeflate_decompressor, FreeDecompressor> inflater;
  std::unique_ptr<ZSTD_CCtx, FreeCompression> zstd;
  std::unique_ptr<ZSTD_DCtx, FreeDecompression> unzstd;
};

Codec::Codec() : state_(new State) {}
Codec::Codec(Codec&&) noexcept = default;
Codec& Codec::operator=(Codec&&) noexcept = default;
Codec::~Codec() = default;

uint32_t Crc32(std::string_view bytes, uint32_t before) { return crc32_gzip_refl(before, Bytes(bytes), bytes.size()); }

CodecLevel CodecLevel::Of(Level level, Wrapping wrapping) {
  const bool zstd = wrapping == Wrapping::kZstd;
  switch (level.kind) {
    case Level::Kind::kAuto:
    case Level::Kind::kStore:
      return {false, zstd ? 1 : 3};
    case Level::Kind::kSmall:
      return zstd ? CodecLevel{false, 9} : CodecLevel{true, 7};
    case Level::Kind::kNumber:
      return {!zstd && level.number > 3, zstd ? level.number : std::max(level.number, 3)};
  }
  return {};
}

size_t Codec::Compress(Wrapping wrapping, CodecLevel level, std::string_view bytes, bool last, char* out) {
  switch (wrapping) {
    case Wrapping::kNone:
      std::memcpy(out, bytes.data(), bytes.size());
      return bytes.size();
    case Wrapping::kZstd: {
      if (state_->zstd == nullptr) state_->zstd.reset(ZSTD_createCCtx());
      if (state_->zstd == nullptr) return 0;
      const size_t size =
          ZSTD_compressCCtx(state_->zstd.get(), out, MostBytes(bytes.size()), bytes.data(), bytes.size(), level.number);
      return ZSTD_isError(size) ? 0 : size;
    }
    case Wrapping::kDeflate:
    case Wrapping::kGzip:
      return level.by_libdeflate ? ByLibdeflate(wrapping, level.number, bytes, last, out)
                                 : ByIgzip(wrapping, level.number, bytes, last, out);
  }
  return 0;
}

size_t Codec::ByIgzip(Wrapping wrapping, int level, std::string_view bytes, bool last, char* out) {
  isal_zstream& stream = state_->deflating;
  // The initialization leaves some of it out, so that what is compressed would depend on what was in that memory: the
  // same files gave other archives of the same size in one of ten exports.
  std::memset(&stream, 0, sizeof stream);
  isal_deflate_stateless_init(&stream);
  state_->level_buffer.resize(kLevelBytes[static_cast<size_t>(level)]);
  stream.level = static_cast<uint32_t>(level);
  stream.level_buf = state_->level_buffer.data();
  stream.level_buf_size = static_cast<uint32_t>(state_->level_buffer.size());
  stream.end_of_stream = last ? 1 : 0;
  stream.flush = last ? NO_FLUSH : FULL_FLUSH;
  stream.gzip_flag = wrapping == Wrapping::kGzip ? IGZIP_GZIP : IGZIP_DEFLATE;
  stream.next_in = Bytes(bytes);
  stream.avail_in = static_cast<uint32_t>(bytes.size());
  stream.next_out = Bytes(out);
  stream.avail_out = static_cast<uint32_t>(MostBytes(bytes.size()));
  if (isal_deflate_stateless(&stream) != COMP_OK || stream.avail_in != 0) return 0;
  return stream.total_out;
}

size_t Codec::ByLibdeflate(Wrapping wrapping, int level, std::string_view bytes, bool last, char* out) {
  if (state_->libdeflate_level != level) {
    state_->libdeflate.reset(libdeflate_alloc_compressor(level));
    state_->libdeflate_level = level;
  }
  libdeflate_compressor* const compressor = state_->libdeflate.get();
  if (compressor == nullptr) return 0;
  const size_t room = MostBytes(bytes.size()) - 8;
  if (wrapping == Wrapping::kGzip) return libdeflate_gzip_compress(compressor, bytes.data(), bytes.size(), out, room);
  const size_t size = libdeflate_deflate_compress(compressor, bytes.data(), bytes.size(), out, room);
  return last || size == 0 ? size : Unfinish(out, size);
}

bool Codec::Decompress(Wrapping wrapping, char* bytes, size_t bytes_size, bool last, char* out, size_t size_bytes) {
  switch (wrapping) {
    case Wrapping::kNone:
      if (bytes_size != size_bytes) return false;
      std::memcpy(out, bytes, size_bytes);
      return true;
    case Wrapping::kZstd: {
      if (state_->unzstd == nullptr) state_->unzstd.reset(ZSTD_createDCtx());
      if (state_->unzstd == nullptr) throw std::bad_alloc();
      const size_t size = ZSTD_decompressDCtx(state_->unzstd.get(), out, size_bytes, bytes, bytes_size);
      return !ZSTD_isError(size) && size == size_bytes;
    }
    case Wrapping::kDeflate:
    case Wrapping::kGzip:
      break;
  }
  if (last) return Inflate(wrapping, {bytes, bytes_size}, out, size_bytes);
  // libdeflate reads whole streams only: an empty block that is the last one makes it one.
  std::array<char, kRoomBehind> behind;
  std::memcpy(behind.data(), bytes + bytes_size, behind.size());
  std::memcpy(bytes + bytes_size, "\x01\x00\x00\xff\xff", behind.size());
  const bool sound = Inflate(wrapping, {bytes, bytes_size + behind.size()}, out, size_bytes);
  std::memcpy(bytes + bytes_size, behind.data(), behind.size());
  return sound;
}

// Not by igzip, which takes a fifth to a quarter more for files of 4 to 16 KiB, and up to a third for segments.
bool Codec::Inflate(Wrapping wrapping, std::string_view bytes, char* out, size_t size_bytes) {
  if (state_->inflater == nullptr) state_->inflater.reset(libdeflate_alloc_decompressor());
  if (state_->inflater == nullptr) throw std::bad_alloc();
  const auto inflate = wrapping == Wrapping::kGzip ? libdeflate_gzip_decompress_ex : libdeflate_deflate_decompress_ex;
  size_t read_bytes = 0, written_bytes = 0;
  const libdeflate_result result =
      inflate(state_->inflater.get(), bytes.data(), bytes.size(), out, size_bytes, &read_bytes, &written_bytes);
  return result == LIBDEFLATE_SUCCESS && read_bytes == bytes.size() && written_bytes == size_bytes;
}

size_t Unfinish(char* out, size_t size_bytes) {
  z_stream stream = {};
  if (inflateInit2(&stream, -15) != Z_OK) return 0;
  struct End {
    ~End() { inflateEnd(stream); }
    z_stream* stream;
  } const end{&stream};
  std::array<uint8_t, 64 << 10> content;  // which nobody wants
  stream.next_in = Bytes(out);
  stream.avail_in = static_cast<uInt>(size_bytes);
  size_t last_block_bit = 0;
  while (true) {
    stream.next_out = content.data();
    stream.avail_out = content.size();
    const int result = inflate(&stream, Z_BLOCK);
    if (result != Z_OK && result != Z_BUF_ERROR) return 0;
    if ((stream.data_type & 128) == 0) {
      if (result == Z_BUF_ERROR || (stream.avail_in == 0 && stream.avail_out != 0)) return 0;
      continue;
    }
    const size_t bit = (size_bytes - stream.avail_in) * 8 - static_cast<size_t>(stream.data_type & 7);
    if ((stream.data_type & 64) == 0) {
      last_block_bit = bit;
      continue;
    }
    out[last_block_bit / 8] = static_cast<char>(out[last_block_bit / 8] & ~(1 << last_block_bit % 8));
    // The bits after the end are zeros, three of which begin a stored block that is not the last one.
    size_t size = (bit + 3 + 7) / 8;
    if (size > size_bytes) out[size - 1] = 0;
    for (const char byte : {'\0', '\0', '\xff', '\xff'}) out[size++] = byte;
    return size;
  }
}

}  // namespace archive_export
