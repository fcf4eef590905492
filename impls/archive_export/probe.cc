#include "impls/archive_export/probe.h"

#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <memory>
#include <mutex>

namespace archive_export {
namespace {

struct Magic {
  size_t offset;
  std::string_view bytes;
  std::string_view reason;
};

using namespace std::string_view_literals;

constexpr Magic kMagics[] = {
    {0, "\x1f\x8b"sv, "magic: gzip"},
    {0, "BZh"sv, "magic: bzip2"},
    {0,
     "\xfd"
     "7zXZ\0"sv,
     "magic: xz"},
    {0, "\x28\xb5\x2f\xfd"sv, "magic: zstd"},
    {0, "\x04\x22\x4d\x18"sv, "magic: lz4"},
    {0, "7z\xbc\xaf\x27\x1c"sv, "magic: 7z"},
    {0, "Rar!\x1a\x07"sv, "magic: rar"},
    {0, "PK\x03\x04"sv, "magic: zip"},
    {0, "\x89PNG\r\n\x1a\n"sv, "magic: PNG"},
    {0, "\xff\xd8\xff"sv, "magic: JPEG"},
    {0, "GIF8"sv, "magic: GIF"},
    {8, "WEBP"sv, "magic: WebP"},
    {4, "ftyp"sv, "magic: MP4"},
    {0, "\x1a\x45\xdf\xa3"sv, "magic: Matroska"},
    {0, "OggS"sv, "magic: Ogg"},
    {0, "fLaC"sv, "magic: FLAC"},
    {0, "ID3"sv, "magic: MP3"},
    {0, "wOF2"sv, "magic: WOFF2"},
};

// Bits for each byte, of their frequencies alone.
double Entropy(std::string_view bytes) {
  // Four tables, since neighbouring bytes are often equal and would wait for each other.
  std::array<std::array<uint32_t, 256>, 4> counts = {};
  for (size_t i = 0; i < bytes.size(); ++i) ++counts[i % 4][static_cast<unsigned char>(bytes[i])];
  double sum = 0;
  for (size_t value = 0; value < 256; ++value) {
    const uint32_t count = counts[0][value] + counts[1][value] + counts[2][value] + counts[3][value];
    if (count > 0) sum += count * std::log2(static_cast<double>(count));
  }
  const auto total = static_cast<double>(bytes.size());
  return total == 0 ? 0 : std::log2(total) - sum / total;
}

// What is left of the bytes, as a part of them.
double DeflatedPart(std::string_view bytes) {
  struct Free {
    void operator()(libdeflate_compressor* compressor) const { libdeflate_free_compressor(compressor); }
  };
  // One for all threads: it takes a quarter of a MB, and of a segment's time a thirtieth at most.
  static std::mutex mutex;
  static const std::unique_ptr<libdeflate_compressor, Free> compressor(libdeflate_alloc_compressor(1));
  const std::lock_guard lock(mutex);
  if (compressor == nullptr || bytes.empty()) return 0;
  std::array<char, Probe::kPieces * Probe::kPieceBytes + 1024> out;
  const size_t size = libdeflate_deflate_compress(compressor.get(), bytes.data(), bytes.size(), out.data(), out.size());
  return size == 0 ? 1 : static_cast<double>(size) / static_cast<double>(bytes.size());
}

}  // namespace

std::string_view CompressedMagic(std::string_view first_bytes) {
  for (const Magic& magic : kMagics) {
    if (first_bytes.size() >= magic.offset + magic.bytes.size() &&
        first_bytes.substr(magic.offset, magic.bytes.size()) == magic.bytes) {
      return magic.reason;
    }
  }
  return "";
}

bool IsText(std::string_view bytes) {
  const auto printable = std::count_if(bytes.begin(), bytes.end(), [](unsigned char byte) {
    return (byte >= 0x20 && byte != 0x7f) || byte == '\n' || byte == '\r' || byte == '\t';
  });
  return bytes.find('\0') == std::string_view::npos && static_cast<size_t>(printable) * 20 >= bytes.size() * 19;
}

void Probe::Add(std::string_view piece) {
  const size_t bytes = std::min(piece.size(), sizeof bytes_ - size_bytes_);
  if (bytes == 0) return;
  std::memcpy(bytes_ + size_bytes_, piece.data(), bytes);
  size_bytes_ += bytes;
}

Verdict Probe::Decide() const {
  const std::string_view bytes(bytes_, size_bytes_);
  if (bytes.empty()) return {true, "empty"};
  // Below this no deflated file, picture or film was seen, and deflating wins 5 % at least.
  constexpr double kCertainBits = 7.5;
  if (Entropy(bytes) < kCertainBits) return {false, "probe: compressible"};
  const std::string_view magic = CompressedMagic(bytes);
  // Of what is compressed by its format, a tenth is not worth the time; of anything else a fiftieth is.
  if (DeflatedPart(bytes) < (magic.empty() ? 0.98 : 0.9)) return {false, "probe: compressible"};
  return {true, magic.empty() ? "probe: incompressible" : magic};
}

Verdict Probe::Of(std::string_view content) {
  Probe probe;
  for (size_t i = 0; i < kPieces; ++i) {
    const uint64_t place = PlaceOf(i, content.size());
    if (place >= content.size()) break;
    probe.Add(content.substr(place, kPieceBytes));
  }
  return probe.Decide();
}

}  // namespace archive_export
