#include "impls/archive_export/content_type.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace archive_export {
namespace {

struct Extension {
  std::string_view text;
  ContentType type;
};

constexpr auto kText = ContentType::kText, kBinary = ContentType::kBinary, kCompressed = ContentType::kCompressed;

// Sorted. Without those that mean different things, such as .dat, .bin, .img, .doc, .pdf (its streams are compressed or
// not): the content tells these.
constexpr Extension kExtensions[] = {
    {".7z", kCompressed},   {".a", kBinary},        {".aac", kCompressed},  {".apk", kCompressed},
    {".asm", kText},        {".avif", kCompressed}, {".bash", kText},       {".bat", kText},
    {".bazel", kText},      {".bmp", kBinary},      {".br", kCompressed},   {".bz2", kCompressed},
    {".bzl", kText},        {".c", kText},          {".cc", kText},         {".cfg", kText},
    {".class", kBinary},    {".clj", kText},        {".cmake", kText},      {".conf", kText},
    {".cpp", kText},        {".cs", kText},         {".css", kText},        {".csv", kText},
    {".cxx", kText},        {".db", kBinary},       {".deb", kCompressed},  {".diff", kText},
    {".dll", kBinary},      {".docx", kCompressed}, {".dylib", kBinary},    {".el", kText},
    {".elf", kBinary},      {".env", kText},        {".epub", kCompressed}, {".erl", kText},
    {".ex", kText},         {".exe", kBinary},      {".exs", kText},        {".f90", kText},
    {".flac", kCompressed}, {".gif", kCompressed},  {".go", kText},         {".gradle", kText},
    {".graphql", kText},    {".groovy", kText},     {".gz", kCompressed},   {".h", kText},
    {".heic", kCompressed}, {".hh", kText},         {".hpp", kText},        {".hs", kText},
    {".htm", kText},        {".html", kText},       {".hxx", kText},        {".inc", kText},
    {".ini", kText},        {".ipynb", kText},      {".jar", kCompressed},  {".java", kText},
    {".jl", kText},         {".jpeg", kCompressed}, {".jpg", kCompressed},  {".js", kText},
    {".json", kText},       {".jsonl", kText},      {".jsx", kText},        {".jxl", kCompressed},
    {".kt", kText},         {".less", kText},       {".lib", kBinary},      {".lisp", kText},
    {".lock", kText},       {".log", kText},        {".lua", kText},        {".lz4", kCompressed},
    {".lzma", kCompressed}, {".m", kText},          {".m4a", kCompressed},  {".m4v", kCompressed},
    {".map", kText},        {".markdown", kText},   {".md", kText},         {".mjs", kText},
    {".mkv", kCompressed},  {".ml", kText},         {".mov", kCompressed},  {".mp3", kCompressed},
    {".mp4", kCompressed},  {".nix", kText},        {".npy", kBinary},      {".npz", kCompressed},
    {".o", kBinary},        {".obj", kBinary},      {".odp", kCompressed},  {".ods", kCompressed},
    {".odt", kCompressed},  {".ogg", kCompressed},  {".opus", kCompressed}, {".patch", kText},
    {".pdb", kBinary},      {".php", kText},        {".pl", kText},         {".pm", kText},
    {".png", kCompressed},  {".po", kText},         {".ppm", kBinary},      {".pptx", kCompressed},
    {".properties", kText}, {".proto", kText},      {".ps1", kText},        {".py", kText},
    {".pyc", kBinary},      {".pyi", kText},        {".r", kText},          {".rar", kCompressed},
    {".rb", kText},         {".rpm", kCompressed},  {".rs", kText},         {".rst", kText},
    {".s", kText},          {".sass", kText},       {".scala", kText},      {".scss", kText},
    {".sh", kText},         {".so", kBinary},       {".sql", kText},        {".sqlite", kBinary},
    {".sqlite3", kBinary},  {".srt", kText},        {".svg", kText},        {".swift", kText},
    {".tar", kBinary},      {".tbz2", kCompressed}, {".tcl", kText},        {".tex", kText},
    {".tgz", kCompressed},  {".tif", kBinary},      {".tiff", kBinary},     {".toml", kText},
    {".ts", kText},         {".tsv", kText},        {".tsx", kText},        {".ttf", kBinary},
    {".txt", kText},        {".txz", kCompressed},  {".tzst", kCompressed}, {".vim", kText},
    {".vue", kText},        {".wasm", kBinary},     {".wav", kBinary},      {".webm", kCompressed},
    {".webp", kCompressed}, {".whl", kCompressed},  {".woff", kCompressed}, {".woff2", kCompressed},
    {".xhtml", kText},      {".xlsx", kCompressed}, {".xml", kText},        {".xz", kCompressed},
    {".yaml", kText},       {".yml", kText},        {".zig", kText},        {".zip", kCompressed},
    {".zst", kCompressed}};
static_assert(std::ranges::is_sorted(kExtensions, std::less<>(), &Extension::text));

constexpr size_t kMaxExtensionBytes = 12;
static_assert(std::ranges::all_of(kExtensions, [](const Extension& e) { return e.text.size() <= kMaxExtensionBytes; }));

struct Magic {
  size_t at;
  std::string_view bytes;
};

using namespace std::literals;  // for texts with NUL in them

// Of formats whose content is compressed, from their specifications as file(1) lists them.
constexpr Magic kMagics[] = {
    {0, "\x1F\x8B"sv},  // gzip
    {0, "BZh"sv},       // bzip2
    {0,
     "\xFD"
     "7zXZ\0"sv},                 // xz
    {0, "\x28\xB5\x2F\xFD"sv},    // Zstandard
    {0, "\x04\x22\x4D\x18"sv},    // LZ4 frame
    {0, "7z\xBC\xAF\x27\x1C"sv},  // 7z
    {0, "PK\x03\x04"sv},          // zip, and what is built of it: jar, docx, odt, apk
    {0, "Rar!\x1A\x07"sv},        // rar
    {0, "\xFF\xD8\xFF"sv},        // JPEG
    {0, "\x89PNG\r\n\x1A\n"sv},   // PNG
    {0, "GIF8"sv},                // GIF
    {8, "WEBP"sv},                // in RIFF
    {0, "ID3"sv},                 // MP3
    {0, "OggS"sv},                // Ogg
    {0, "fLaC"sv},                // FLAC
    {4, "ftyp"sv},                // MP4, MOV, HEIC, AVIF
    {0, "\x1A\x45\xDF\xA3"sv},    // Matroska, WebM
    {0, "wOF2"sv},                // WOFF2
};

bool IsControl(unsigned char byte) {
  return (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' && byte != '\f' && byte != 0x1B) || byte == 0x7F;
}

}  // namespace

std::string_view NameOf(ContentType type) {
  constexpr std::array<std::string_view, kContentTypes> kNames = {"text", "binary", "compressed", "unknown"};
  return kNames[static_cast<size_t>(type)];
}

std::string_view ExtensionOf(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);  // npos + 1 is 0
  const size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == name.size()) return "";
  return name.substr(dot);
}

std::optional<ContentType> TypeOfExtension(std::string_view extension) {
  if (extension.empty() || extension.size() > kMaxExtensionBytes) return std::nullopt;
  std::array<char, kMaxExtensionBytes> lower;
  std::ranges::transform(extension, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const std::string_view wanted(lower.data(), extension.size());
  const auto* const found = std::ranges::lower_bound(kExtensions, wanted, std::less<>(), &Extension::text);
  if (found == std::end(kExtensions) || found->text != wanted) return std::nullopt;
  return found->type;
}

ContentType TypeOfContent(std::string_view head) {
  if (head.empty()) return ContentType::kUnknown;
  for (const Magic& magic : kMagics) {
    if (head.size() > magic.at && head.substr(magic.at).starts_with(magic.bytes)) return kCompressed;
  }
  if (head.find('\0') != std::string_view::npos) return kBinary;
  const auto controls = std::ranges::count_if(head, [](char c) { return IsControl(static_cast<unsigned char>(c)); });
  return static_cast<size_t>(controls) * 32 <= head.size() ? kText : kBinary;
}

}  // namespace archive_export
