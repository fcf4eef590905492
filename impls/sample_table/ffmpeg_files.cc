#include "impls/sample_table/ffmpeg_files.h"

#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string_view>

#include "impls/sample_table/big_endian.h"
#include "impls/sample_table/mp4.h"

namespace sample_table::ffmpeg {
namespace {

// What the shell command prints, errors included.
absl::StatusOr<std::string> Run(const std::string& command) {
  std::FILE* const pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return absl::InternalError("cannot start a shell");
  std::string output;
  std::array<char, 4096> buffer;
  for (size_t bytes; (bytes = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    output.append(buffer.data(), bytes);
  const int status = pclose(pipe);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return output;
  return absl::InternalError(command + " failed: " + output);
}

uint32_t NumberAt(std::string_view bytes, size_t at) {
  return Load32(reinterpret_cast<const uint8_t*>(bytes.data()) + at);
}

// These boxes with every stco in them as a co64 of offsets that are `shift` higher.
std::string Widened(std::string_view boxes, uint64_t shift) {
  constexpr std::string_view kParents[] = {"moov", "trak", "mdia", "minf", "stbl"};
  std::string wide;
  while (boxes.size() >= 8) {
    const std::string_view box = boxes.substr(0, std::max(NumberAt(boxes, 0), 8u));
    boxes.remove_prefix(box.size());
    const std::string_view type = box.substr(4, 4), payload = box.substr(8);
    if (std::find(std::begin(kParents), std::end(kParents), type) != std::end(kParents)) {
      wide += corpus::Box(type, Widened(payload, shift));
    } else if (type == "stco") {
      std::string offsets(payload.substr(0, 8));
      for (size_t at = 8; at < payload.size(); at += 4) offsets += corpus::Number(NumberAt(payload, at) + shift, 8);
      wide += corpus::Box("co64", offsets);
    } else {
      wide += box;
    }
  }
  return wide;
}

// FFmpeg 5.1 prints none where there are composition offsets: there they follow from the decoding times.
void SettleDurations(std::vector<Packet>& packets) {
  std::map<uint64_t, int64_t> next_dts;  // of the stream
  for (auto packet = packets.rbegin(); packet != packets.rend(); ++packet) {
    const auto next = next_dts.find(packet->stream);
    if (next == next_dts.end()) {
      packet->duration.reset();
    } else if (!packet->duration) {
      packet->duration = next->second - packet->dts;
    }
    next_dts[packet->stream] = packet->dts;
  }
}

}  // namespace

absl::Status Make(const std::string& arguments, const std::filesystem::path& path) {
  return Run("ffmpeg -nostdin -v error -y -bitexact " + arguments + " '" + path.native() + "'").status();
}

absl::StatusOr<std::vector<Packet>> Probe(const std::filesystem::path& path) {
  // nofillin: what the file says, not what libavformat makes of it.
  const absl::StatusOr<std::string> output =
      Run("ffprobe -v error -fflags nofillin -ignore_editlist 1 -of csv=p=0"
          " -show_entries packet=stream_index,pts,dts,duration,size,pos,flags '" +
          path.native() + "'");
  if (!output.ok()) return output.status();
  std::vector<Packet> packets;
  std::istringstream lines(*output);
  for (std::string line; std::getline(lines, line);) {
    Packet packet;
    char duration[24], key = ' ';
    if (std::sscanf(line.c_str(), "%" SCNu64 ",%" SCNd64 ",%" SCNd64 ",%23[^,],%" SCNu64 ",%" SCNu64 ",%c",
                    &packet.stream, &packet.pts, &packet.dts, duration, &packet.size, &packet.pos, &key) != 7) {
      return absl::InternalError("ffprobe printed of " + path.native() + ": " + line);
    }
    if (std::string_view(duration) != "N/A") packet.duration = std::strtoll(duration, nullptr, 10);
    packet.key = key == 'K';
    packets.push_back(packet);
  }
  SettleDurations(packets);
  return packets;
}

absl::Status Widen(const std::filesystem::path& narrow, const std::filesystem::path& wide, uint64_t hole_bytes) {
  std::ifstream in(narrow, std::ios::binary);
  const std::string file{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (file.size() < 8) return absl::InternalError(narrow.native() + " cannot be read");
  const uint32_t first_bytes = NumberAt(file, 0);
  std::ofstream out(wide, std::ios::binary);
  out << file.substr(0, first_bytes) << corpus::Number(1, 4) << "free" << corpus::Number(hole_bytes, 8);
  out.seekp(static_cast<std::streamoff>(first_bytes + hole_bytes));
  out << Widened(std::string_view(file).substr(first_bytes), hole_bytes);
  out.close();
  return out ? absl::OkStatus() : absl::InternalError(wide.native() + " cannot be written");
}

}  // namespace sample_table::ffmpeg
