#include "impls/sample_table/mp4.h"

#include <algorithm>
#include <system_error>

#include "impls/temp_dir.h"

namespace sample_table::corpus {
namespace {

std::string FullBox(std::string_view type, int version, std::string_view payload) {
  return Box(type, Number(version, 1) + Number(0, 3) + std::string(payload));
}

// A box of counted entries.
std::string ListBox(std::string_view type, int version, uint64_t count, std::string_view entries) {
  return FullBox(type, version, Number(count, 4) + std::string(entries));
}

template <typename Value>
std::string RunBox(std::string_view type, int version, const std::vector<Value>& values) {
  std::string entries;
  for (size_t i = 0, begin = 0; i < values.size(); ++i) {
    if (i + 1 < values.size() && values[i + 1] == values[begin]) continue;
    entries += Number(i + 1 - begin, 4) + Number(static_cast<uint32_t>(values[begin]), 4);
    begin = i + 1;
  }
  return ListBox(type, version, entries.size() / 8, entries);
}

std::string Sizes(const Track& track) {
  const std::vector<uint32_t>& sizes = track.sizes;
  if (track.stz2_bits == 0) {
    const bool equal = !sizes.empty() && sizes[0] != 0 && std::equal(sizes.begin() + 1, sizes.end(), sizes.begin());
    std::string entries;
    if (!equal) {
      for (const uint32_t size : sizes) entries += Number(size, 4);
    }
    return FullBox("stsz", 0, Number(equal ? sizes[0] : 0, 4) + Number(sizes.size(), 4) + entries);
  }
  std::string entries;
  for (size_t i = 0; i < sizes.size(); ++i) {
    if (track.stz2_bits != 4) {
      entries += Number(sizes[i], track.stz2_bits / 8);
    } else if (i % 2 == 0) {
      entries += static_cast<char>(sizes[i] << 4);
    } else {
      entries.back() = static_cast<char>(static_cast<uint8_t>(entries.back()) | sizes[i]);
    }
  }
  return FullBox("stz2", 0, Number(track.stz2_bits, 4) + Number(sizes.size(), 4) + entries);
}

std::string SampleToChunks(const std::vector<uint32_t>& samples_per_chunk) {
  std::string entries;
  for (size_t i = 0; i < samples_per_chunk.size(); ++i) {
    if (i > 0 && samples_per_chunk[i] == samples_per_chunk[i - 1]) continue;
    entries += Number(i + 1, 4) + Number(samples_per_chunk[i], 4) + Number(1, 4);
  }
  return ListBox("stsc", 0, entries.size() / 12, entries);
}

// One sample entry, as short as demuxers allow: how samples are coded is of no interest here.
std::string SampleDescription(bool pictures) {
  const std::string reference = Number(1, 8);  // 6 bytes reserved; samples are where the first entry of dref says
  const std::string entry =
      pictures ? Box("avc1", reference + Number(0, 16) + Number(640, 2) + Number(480, 2) + Number(0, 50))
               : Box("mp4a", reference + Number(0, 8) + Number(2, 2) + Number(16, 2) + Number(0, 8));
  return ListBox("stsd", 0, 1, entry);
}

std::string Stbl(const Track& track, uint64_t media_offset) {
  std::string offsets;
  for (const uint64_t offset : track.chunk_offsets) {
    offsets += Number(media_offset + offset, track.wide_offsets ? 8 : 4);
  }
  std::string boxes = SampleDescription(track.composition_offsets.has_value()) + RunBox("stts", 0, track.durations) +
                      SampleToChunks(track.samples_per_chunk) + Sizes(track) +
                      ListBox(track.wide_offsets ? "co64" : "stco", 0, track.chunk_offsets.size(), offsets);
  if (const auto& composition = track.composition_offsets; composition) {
    const bool negative =
        std::any_of(composition->begin(), composition->end(), [](int32_t value) { return value < 0; });
    boxes += RunBox("ctts", negative ? 1 : 0, *composition);
  }
  if (track.sync_samples) {
    std::string numbers;
    for (const uint32_t sample : *track.sync_samples) numbers += Number(uint64_t{sample} + 1, 4);
    boxes += ListBox("stss", 0, track.sync_samples->size(), numbers);
  }
  return Box("stbl", boxes);
}

std::string Trak(const Track& track, uint64_t id, uint64_t media_offset) {
  const std::string dref = ListBox("dref", 0, 1, Box("url ", Number(1, 4)));  // flag 1: the media are in this file
  const std::string minf = Box("minf", Box("dinf", dref) + Stbl(track, media_offset));
  const std::string mdhd = FullBox("mdhd", 0, Number(0, 8) + Number(track.timescale, 4) + Number(0, 8));
  const std::string hdlr =
      FullBox("hdlr", 0, Number(0, 4) + (track.composition_offsets ? "vide" : "soun") + Number(0, 13));
  return Box("trak",
             FullBox("tkhd", 0, Number(0, 8) + Number(id, 4) + Number(0, 68)) + Box("mdia", mdhd + hdlr + minf));
}

std::string Moov(const std::vector<Track>& tracks, uint64_t media_offset) {
  std::string traks;
  for (size_t i = 0; i < tracks.size(); ++i) traks += Trak(tracks[i], i + 1, media_offset);
  return Box("moov", FullBox("mvhd", 0, Number(0, 8) + Number(1000, 4) + Number(0, 84)) + traks);
}

uint64_t MediaBytes(const std::vector<Track>& tracks) {
  uint64_t end = 0;
  for (const Track& track : tracks) {
    size_t sample = 0;
    for (size_t chunk = 0; chunk < track.chunk_offsets.size(); ++chunk) {
      uint64_t at = track.chunk_offsets[chunk];
      for (uint32_t i = 0; i < track.samples_per_chunk[chunk]; ++i) at += track.sizes[sample++];
      end = std::max(end, at);
    }
  }
  return end;
}

}  // namespace

std::string Number(uint64_t value, int bytes) {
  std::string text(bytes, '\0');
  for (int i = 0; i < bytes && i < 8; ++i) text[bytes - 1 - i] = static_cast<char>(value >> 8 * i);
  return text;
}

std::string Box(std::string_view type, std::string_view payload) {
  return Number(payload.size() + 8, 4) + std::string(type) + std::string(payload);
}

File Mp4(const std::vector<Track>& tracks, Order order) {
  const std::string ftyp = Box("ftyp", "isom" + Number(0, 4));
  const uint64_t media_bytes = MediaBytes(tracks);
  const std::string mdat = Number(1, 4) + "mdat" + Number(media_bytes + 16, 8);
  // The size of moov does not depend on the numbers in it.
  const uint64_t before = ftyp.size() + (order == Order::kMoovFirst ? Moov(tracks, 0).size() : 0);
  File file;
  file.media_offset = before + mdat.size();
  const std::string moov = Moov(tracks, file.media_offset);
  std::string bytes = ftyp;
  if (order == Order::kMoovFirst) {
    bytes += moov + mdat;
    file.file_bytes = bytes.size() + media_bytes;
  } else {
    bytes += mdat + std::string(media_bytes, '\0') + moov;
    file.file_bytes = bytes.size();
  }
  file.bytes.assign(bytes.begin(), bytes.end());
  return file;
}

absl::Status Write(const File& file, const std::filesystem::path& path) {
  const absl::Status written =
      impls::WriteFile(path, {reinterpret_cast<const char*>(file.bytes.data()), file.bytes.size()});
  if (!written.ok()) return written;
  std::error_code error;
  std::filesystem::resize_file(path, file.file_bytes, error);
  if (!error) return absl::OkStatus();
  return absl::Status(
      absl::ErrnoToStatusCode(error.value()),
      path.native() + ": cannot be given " + std::to_string(file.file_bytes) + " bytes: " + error.message());
}

}  // namespace sample_table::corpus
