#include "impls/archive_export/corpus.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <vector>

namespace archive_export::corpus {
namespace {

namespace fs = std::filesystem;

constexpr size_t kWords = 5000;

double Uniform(std::mt19937_64& random) { return static_cast<double>(random() >> 11) * 0x1p-53; }

// Words of 2 to 11 letters, the same for all texts.
const std::vector<std::string>& Words() {
  static const std::vector<std::string>* const words = [] {
    auto* made = new std::vector<std::string>(kWords);
    std::mt19937_64 random(7);
    for (std::string& word : *made) {
      for (uint64_t left = 2 + random() % 10; left > 0; --left) {
        const uint64_t rank = random() % 26;  // frequent ones more often
        word += "etaoinshrdlucmfwypvbgkqjxz"[rank * (random() % 26) / 26];
      }
    }
    return made;
  }();
  return *words;
}

// Zipf's law with exponent 1, by inversion of the continuous one.
const std::string& Word(std::mt19937_64& random) {
  return Words()[std::min<size_t>(static_cast<size_t>(std::pow(kWords, Uniform(random))) - 1, kWords - 1)];
}

std::string Incompressible(std::mt19937_64& random, size_t bytes) {
  std::string content = impls::RandomBytes(random(), bytes);
  constexpr std::array<std::string_view, 4> kBegin = {"", "", std::string_view("\x89PNG\r\n\x1a\n", 8),
                                                      std::string_view("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10)};
  const std::string_view begin = kBegin[random() % kBegin.size()];
  std::memcpy(content.data(), begin.data(), std::min(begin.size(), content.size()));
  return content;
}

absl::Status SetModeAndTime(const fs::path& path, const TreeSpec& spec, std::mt19937_64& random) {
  constexpr std::array<mode_t, 4> kModes = {0644, 0755, 0600, 0664};
  timespec time = {.tv_sec = 1'500'000'000, .tv_nsec = 500'000'000};
  mode_t mode = kModes[0];
  if (!spec.same_modes_and_times) {
    time.tv_sec += static_cast<time_t>(random() % 200'000'000);
    mode = kModes[random() % kModes.size()];
  }
  const timespec times[2] = {time, time};
  if (chmod(path.c_str(), mode) == 0 && utimensat(AT_FDCWD, path.c_str(), times, 0) == 0) return absl::OkStatus();
  return absl::ErrnoToStatus(errno, path.native());
}

struct Content {
  std::string bytes;
  const char* extension;
};

Content Make(std::mt19937_64& random, size_t bytes, const Mix& mix, const std::vector<std::string>& kept) {
  const double which = Uniform(random);
  if (which < mix.text) return {Text(random, bytes), ".txt"};
  if (which < mix.json) return {Json(random, bytes), ".json"};
  if (which < mix.log) return {Log(random, bytes), ".log"};
  if (which < mix.numbers) return {Numbers(random, bytes), ".dat"};
  if (which < mix.incompressible || kept.empty()) return {Incompressible(random, bytes), ".bin"};
  return {kept[random() % kept.size()], ".copy"};
}

}  // namespace

std::string Text(std::mt19937_64& random, size_t bytes) {
  std::string text;
  while (text.size() < bytes) {
    text += Word(random);
    text += random() % 12 == 0 ? (random() % 3 == 0 ? ".\n" : ", ") : " ";
  }
  text.resize(bytes);
  return text;
}

std::string Json(std::mt19937_64& random, size_t bytes) {
  std::string text = "[\n";
  while (text.size() < bytes) {
    // One statement for each deviate: the order within one is the compiler's.
    text += "  {\"id\": " + std::to_string(random() % 1'000'000);
    text += ", \"name\": \"" + Word(random);
    text += " " + Word(random);
    text += random() % 2 == 0 ? "\", \"active\": true, \"score\": " : "\", \"active\": false, \"score\": ";
    text += std::to_string(random() % 1'000'000) + "},\n";
  }
  text.resize(bytes);
  return text;
}

std::string Log(std::mt19937_64& random, size_t bytes) {
  constexpr std::array<const char*, 4> kLevels = {"DEBUG", "INFO", "WARN", "ERROR"};
  std::string text;
  for (uint64_t time_ms = 1'700'000'000'000; text.size() < bytes;) {
    time_ms += random() % 1000;
    text += std::to_string(time_ms) + " " + kLevels[random() % kLevels.size()];
    text += " [worker-" + std::to_string(random() % 16) + "] " + Word(random);
    text += " " + Word(random);
    text += " took " + std::to_string(random() % 5000) + " us\n";
  }
  text.resize(bytes);
  return text;
}

std::string Numbers(std::mt19937_64& random, size_t bytes) {
  std::string content(bytes, '\0');
  uint32_t value = static_cast<uint32_t>(random());
  for (size_t i = 0; i + sizeof value <= bytes; i += sizeof value) {
    value += static_cast<uint32_t>(random() % 4096);
    std::memcpy(content.data() + i, &value, sizeof value);
  }
  return content;
}

absl::Status WriteTree(const fs::path& root, const TreeSpec& spec) {
  std::mt19937_64 random(spec.seed);
  std::vector<std::string> kept;  // what copies are made of
  fs::create_directories(root);
  uint64_t written_bytes = 0;
  for (int i = 1; written_bytes < spec.total_bytes; ++i) {
    const double lognormal = std::exp(std::log(12000.0) + 1.6 * impls::Normal(random));
    const uint64_t bytes = i % spec.large_every == 0
                               ? spec.large_bytes + random() % spec.large_bytes
                               : std::min<uint64_t>(static_cast<uint64_t>(lognormal), spec.large_bytes - 1);
    const Content content = Make(random, bytes, spec.mix, kept);
    if (kept.size() < 64 && content.bytes.size() < 256 << 10) kept.push_back(content.bytes);
    fs::path path = root;
    for (uint64_t depth = random() % 4; depth > 0; --depth) path /= "directory_" + std::to_string(random() % 5);
    path /= "file_" + std::to_string(i) + content.extension;
    if (const absl::Status status = WriteFile(path, content.bytes); !status.ok()) return status;
    if (const absl::Status status = SetModeAndTime(path, spec, random); !status.ok()) return status;
    written_bytes += content.bytes.size();
  }
  return absl::OkStatus();
}

absl::Status WriteOneBig(const fs::path& root, uint64_t bytes) {
  constexpr size_t kPieces = 64, kPieceBytes = 1 << 20;
  std::mt19937_64 random(13);
  std::vector<std::string> pieces;
  for (size_t i = 0; i < kPieces; ++i) pieces.push_back(Make(random, kPieceBytes, {.incompressible = 1}, {}).bytes);
  fs::create_directories(root);
  std::ofstream file(root / "big", std::ios::binary | std::ios::trunc);
  for (uint64_t done = 0; done < bytes && file;) {
    const std::string_view piece = std::string_view(pieces[random() % kPieces]).substr(0, bytes - done);
    file.write(piece.data(), static_cast<std::streamsize>(piece.size()));
    done += piece.size();
  }
  return file.flush() ? absl::OkStatus() : absl::ErrnoToStatus(errno, (root / "big").native());
}

absl::Status WriteManySmall(const fs::path& root, size_t files, size_t bytes) {
  std::mt19937_64 random(11);
  for (size_t i = 0; i < files; ++i) {
    const fs::path path = root / ("directory_" + std::to_string(i / 100)) / ("file_" + std::to_string(i) + ".txt");
    if (const absl::Status status = WriteFile(path, Text(random, bytes)); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace archive_export::corpus
