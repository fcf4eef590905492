#include "impls/archive_export/zip_format.h"

#include <algorithm>
#include <ctime>

#include "impls/archive_export/names.h"

namespace archive_export {
namespace {

constexpr uint32_t kNo32 = 0xFFFFFFFF;  // the value is in the zip64 extension
constexpr uint16_t kNo16 = 0xFFFF;
constexpr uint16_t kUnix = 3 << 8;
constexpr uint16_t kNameIsUtf8 = 1 << 11;
constexpr uint16_t kVersionOfZip64 = 45, kVersionOfDeflate = 20;

template <typename Integer>
void Put(std::string& to, Integer value) {
  for (size_t i = 0; i < sizeof value; ++i) to += static_cast<char>(value >> (8 * i) & 0xFF);
}

uint32_t Low(uint64_t value) { return value >= kNo32 ? kNo32 : static_cast<uint32_t>(value); }

// Local time, by MS-DOS: in UTC, so that the archive does not depend on where it was made. What unzip and 7z go by is
// the time in the extension.
uint32_t DosTime(int64_t time_s) {
  const time_t time = static_cast<time_t>(time_s);
  tm utc = {};
  gmtime_r(&time, &utc);
  if (utc.tm_year < 80) return 1 << 21 | 1 << 16;
  if (utc.tm_year > 207) return uint32_t{127} << 25 | 12 << 21 | 31 << 16 | 23 << 11 | 59 << 5 | 29;
  return static_cast<uint32_t>((utc.tm_year - 80) << 25 | (utc.tm_mon + 1) << 21 | utc.tm_mday << 16 |
                               utc.tm_hour << 11 | utc.tm_min << 5 | utc.tm_sec / 2);
}

// Info-ZIP's "UT": seconds since 1970, in 32 bits.
void PutTime(std::string& to, int64_t time_s) {
  if (time_s < INT32_MIN || time_s > INT32_MAX) return;
  Put<uint16_t>(to, 0x5455);
  Put<uint16_t>(to, 5);
  to += '\1';
  Put(to, static_cast<uint32_t>(time_s));
}

std::string NameOf(const Piece& piece) { return piece.entry.kind == Kind::kDirectory ? piece.name + "/" : piece.name; }

// The fields that both headers have: from the version to the checksum and the sizes.
void PutCommon(std::string& to, const Piece& piece, const ZipSizes& sizes, bool zip64, bool sizes_are_64) {
  const bool is_ascii = std::none_of(piece.name.begin(), piece.name.end(), [](char c) { return (c & 0x80) != 0; });
  Put<uint16_t>(to, zip64 ? kVersionOfZip64 : kVersionOfDeflate);
  Put<uint16_t>(to, !is_ascii && IsUtf8(piece.name) ? kNameIsUtf8 : 0);
  Put<uint16_t>(to, sizes.deflated ? 8 : 0);
  Put(to, DosTime(piece.time_s));
  Put(to, sizes.crc);
  Put(to, sizes_are_64 ? kNo32 : static_cast<uint32_t>(sizes.stored_bytes));
  Put(to, sizes_are_64 ? kNo32 : static_cast<uint32_t>(sizes.size_bytes));
}

}  // namespace

// Deflated content may be longer than it was, by 5 bytes for each 64 KiB block of it and those that end pieces.
bool NeedsZip64(const Piece& piece) { return piece.entry.stamp.size_bytes >= kNo32 - (kNo32 >> 6); }

std::string ZipLocalHeader(const Piece& piece, const ZipSizes& sizes) {
  const bool zip64 = NeedsZip64(piece);
  std::string extra;
  if (zip64) {
    Put<uint16_t>(extra, 1);
    Put<uint16_t>(extra, 16);
    Put(extra, sizes.size_bytes);
    Put(extra, sizes.stored_bytes);
  }
  PutTime(extra, piece.time_s);
  const std::string name = NameOf(piece);
  std::string header;
  header.reserve(30 + name.size() + extra.size());
  Put<uint32_t>(header, 0x04034b50);
  PutCommon(header, piece, sizes, zip64, zip64);
  Put(header, static_cast<uint16_t>(name.size()));
  Put(header, static_cast<uint16_t>(extra.size()));
  return header + name + extra;
}

std::string ZipCentralHeader(const Piece& piece, const ZipSizes& sizes, uint64_t local_header_offset) {
  const bool sizes_are_64 = sizes.size_bytes >= kNo32 || sizes.stored_bytes >= kNo32;
  const bool zip64 = sizes_are_64 || local_header_offset >= kNo32;
  std::string extra;
  if (zip64) {
    Put<uint16_t>(extra, 1);
    Put(extra, static_cast<uint16_t>((sizes_are_64 ? 16 : 0) + (local_header_offset >= kNo32 ? 8 : 0)));
    if (sizes_are_64) Put(extra, sizes.size_bytes);
    if (sizes_are_64) Put(extra, sizes.stored_bytes);
    if (local_header_offset >= kNo32) Put(extra, local_header_offset);
  }
  PutTime(extra, piece.time_s);
  const std::string name = NameOf(piece);
  const bool is_directory = piece.entry.kind == Kind::kDirectory;
  std::string header;
  header.reserve(46 + name.size() + extra.size());
  Put<uint32_t>(header, 0x02014b50);
  Put<uint16_t>(header, kUnix | kVersionOfZip64);
  PutCommon(header, piece, sizes, zip64 || NeedsZip64(piece), sizes_are_64);
  Put(header, static_cast<uint16_t>(name.size()));
  Put(header, static_cast<uint16_t>(extra.size()));
  Put<uint16_t>(header, 0);  // of a comment
  Put<uint16_t>(header, 0);  // disk
  Put<uint16_t>(header, 0);
  Put(header, static_cast<uint32_t>(piece.entry.mode) << 16 | (is_directory ? 0x10u : 0u));
  Put(header, Low(local_header_offset));
  return header + name + extra;
}

std::string ZipEnd(uint64_t entries, uint64_t directory_offset, uint64_t directory_bytes) {
  std::string end;
  if (entries >= kNo16 || directory_offset >= kNo32 || directory_bytes >= kNo32) {
    const uint64_t offset = directory_offset + directory_bytes;
    Put<uint32_t>(end, 0x06064b50);
    Put<uint64_t>(end, 44);  // of what follows
    Put<uint16_t>(end, kUnix | kVersionOfZip64);
    Put<uint16_t>(end, kVersionOfZip64);
    Put<uint32_t>(end, 0);  // disks
    Put<uint32_t>(end, 0);
    Put(end, entries);
    Put(end, entries);
    Put(end, directory_bytes);
    Put(end, directory_offset);
    Put<uint32_t>(end, 0x07064b50);
    Put<uint32_t>(end, 0);
    Put(end, offset);
    Put<uint32_t>(end, 1);
  }
  const auto entries16 = static_cast<uint16_t>(std::min<uint64_t>(entries, kNo16));
  Put<uint32_t>(end, 0x06054b50);
  Put<uint16_t>(end, 0);
  Put<uint16_t>(end, 0);
  Put(end, entries16);
  Put(end, entries16);
  Put(end, Low(directory_bytes));
  Put(end, Low(directory_offset));
  Put<uint16_t>(end, 0);
  return end;
}

}  // namespace archive_export
