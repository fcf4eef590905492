#include "impls/archive_export/archive_export.h"

namespace archive_export {
namespace {

constexpr std::string_view kWhatThereIs = "zip, tar, tar.gz, tar.zst and 7z";

bool LeadsOut(std::string_view top) {
  if (top.front() == '/') return true;
  while (true) {
    const size_t end = top.find('/');
    const std::string_view part = top.substr(0, end);
    if (part.empty() || part == "." || part == "..") return true;
    if (end == std::string_view::npos) return false;
    top.remove_prefix(end + 1);
  }
}

}  // namespace

std::string_view FormatName(Format format) {
  switch (format) {
    case Format::kZip:
      return "zip";
    case Format::kTar:
      return "tar";
    case Format::kTarGz:
      return "tar.gz";
    case Format::kTarZst:
      return "tar.zst";
    case Format::kSevenZip:
      return "7z";
  }
  return "";
}

absl::StatusOr<Format> ParseFormat(std::string_view name) {
  for (const Format format : kFormats) {
    if (FormatName(format) == name) return format;
  }
  if (name == "rar") {
    return absl::UnimplementedError("format rar: only its vendor's program may write it, no free one does. Use " +
                                    std::string(kWhatThereIs) + ": 7z for the smallest archive, zip for every system");
  }
  return absl::InvalidArgumentError("format " + std::string(name) + ": is none. There are " +
                                    std::string(kWhatThereIs));
}

absl::StatusOr<Level> ParseLevel(std::string_view text) {
  if (text == "auto") return Level::Auto();
  if (text == "store") return Level::Store();
  if (text == "small") return Level::Small();
  if (text.size() == 1 && text[0] >= '1' && text[0] <= '9') return Level::Number(text[0] - '0');
  return absl::InvalidArgumentError("level " + std::string(text) +
                                    ": is none. There are auto, store, small and 1 to 9");
}

std::string LevelName(Level level) {
  switch (level.kind) {
    case Level::Kind::kAuto:
      return "auto";
    case Level::Kind::kStore:
      return "store";
    case Level::Kind::kSmall:
      return "small";
    case Level::Kind::kNumber:
      return std::to_string(level.number);
  }
  return "";
}

absl::Status CheckOptions(const Options& options) {
  if (options.level.kind == Level::Kind::kNumber && (options.level.number < 1 || options.level.number > 9)) {
    return absl::InvalidArgumentError("level " + LevelName(options.level) + ": levels are 1 (fast) to 9 (small)");
  }
  if (options.level.kind == Level::Kind::kStore &&
      (options.format == Format::kTarGz || options.format == Format::kTarZst)) {
    return absl::InvalidArgumentError("level store: " + std::string(FormatName(options.format)) +
                                      " is compressed by its name. Use the format tar");
  }
  if (!options.top.empty() && (LeadsOut(options.top) || options.top.find('\0') != std::string::npos)) {
    return absl::InvalidArgumentError(
        "top directory " + options.top +
        ": must be a relative path without empty parts, \".\" and \"..\", such as project");
  }
  return absl::OkStatus();
}

}  // namespace archive_export
