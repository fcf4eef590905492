#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_PROBE_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_PROBE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace archive_export {

// Whether content is worth compressing, and why.
struct Verdict {
  bool store = false;
  std::string_view reason;  // "magic: PNG", "probe: compressible", ...; lives for ever
};

// The format that the first bytes of a file name, if it is one that is compressed; else empty. Lives for ever.
std::string_view CompressedMagic(std::string_view first_bytes);

// Whether most bytes are those of text.
bool IsText(std::string_view bytes);

// Looks at pieces across a file, not only at its beginning: a file may begin with what cannot be compressed and go on
// with what can, and then the first 64 KiB say the wrong thing (of a tree of structured binaries 57.5 % were left
// instead of 53.1 %).
class Probe {
 public:
  // Pieces to look at, and bytes in each. Deflating these 16 KiB, which only happens to what looks random, costs a
  // thirtieth of deflating a segment.
  static constexpr size_t kPieces = 16;
  static constexpr size_t kPieceBytes = 1024;

  // Where piece `i` of a file of `size_bytes` begins.
  static uint64_t PlaceOf(size_t i, uint64_t size_bytes) {
    return size_bytes <= kPieces * kPieceBytes ? i * kPieceBytes : (size_bytes - kPieceBytes) / (kPieces - 1) * i;
  }

  // What lies at PlaceOf(i), for i in order, beginning with the file's first bytes. Shorter ones at its end.
  void Add(std::string_view piece);

  Verdict Decide() const;

  // The same for content in memory.
  static Verdict Of(std::string_view content);

 private:
  char bytes_[kPieces * kPieceBytes];
  size_t size_bytes_ = 0;
};

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_PROBE_H_
