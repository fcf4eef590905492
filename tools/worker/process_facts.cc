#include "tools/worker/process_facts.h"

#include <elf.h>
#include <link.h>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include <array>
#include <cstdint>
#include <cstring>
#include <set>
#include <string_view>

namespace pawl {
namespace {

// The notes of one segment are a row of headers, each followed by its name and its content, padded to 4 bytes.
std::string BuildId(const char* notes, size_t size) {
  constexpr auto kPadded = [](size_t bytes) { return (bytes + 3) / 4 * 4; };
  while (size >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) header;
    std::memcpy(&header, notes, sizeof(header));
    const size_t length = sizeof(header) + kPadded(header.n_namesz) + kPadded(header.n_descsz);
    if (length > size) return "";
    const std::string_view name(notes + sizeof(header), header.n_namesz);
    if (header.n_type == NT_GNU_BUILD_ID && name == std::string_view("GNU\0", 4)) {
      return {notes + sizeof(header) + kPadded(header.n_namesz), header.n_descsz};
    }
    notes += length;
    size -= length;
  }
  return "";
}

int AddLibrary(dl_phdr_info* info, size_t /*size*/, void* libraries) {
  const std::string_view path(info->dlpi_name);
  // The binary has no name here, and the kernel's own object no folder.
  if (path.find('/') == std::string_view::npos) return 0;
  std::string entry(path.substr(path.rfind('/') + 1));
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = info->dlpi_phdr[i];
    if (segment.p_type != PT_NOTE) continue;
    // NOLINTNEXTLINE(performance-no-int-to-ptr): the loader says where it is as a number
    const auto* const notes = reinterpret_cast<const char*>(info->dlpi_addr + segment.p_vaddr);
    entry += BuildId(notes, segment.p_memsz);
  }
  static_cast<std::set<std::string>*>(libraries)->insert(entry);
  return 0;
}

#if defined(__x86_64__)
enum Register { kEax, kEbx, kEcx, kEdx };

struct Feature {
  std::string_view name;
  unsigned leaf;  // subleaf 0
  Register where;
  int bit;
};

// Sorted by name.
constexpr Feature kDispatch[] = {
    {"adx", 7, kEbx, 19},      {"avx", 1, kEcx, 28},     {"avx2", 7, kEbx, 5},      {"avx512_vnni", 7, kEcx, 11},
    {"avx512bw", 7, kEbx, 30}, {"avx512f", 7, kEbx, 16}, {"avx512vl", 7, kEbx, 31}, {"bmi2", 7, kEbx, 8},
    {"erms", 7, kEbx, 9},      {"fma", 1, kEcx, 12},     {"fsrm", 7, kEdx, 4},      {"gfni", 7, kEcx, 8},
    {"pclmulqdq", 1, kEcx, 1}, {"sha_ni", 7, kEbx, 29},  {"vaes", 7, kEcx, 9},      {"vpclmulqdq", 7, kEcx, 10},
};

constexpr Feature kLevel2[] = {
    {"cx16", 1, kEcx, 13},   {"lahf", 0x80000001, kEcx, 0}, {"popcnt", 1, kEcx, 23}, {"sse3", 1, kEcx, 0},
    {"sse4_1", 1, kEcx, 19}, {"sse4_2", 1, kEcx, 20},       {"ssse3", 1, kEcx, 9},
};
constexpr Feature kLevel3[] = {
    {"avx", 1, kEcx, 28},  {"avx2", 7, kEbx, 5}, {"bmi1", 7, kEbx, 3},           {"bmi2", 7, kEbx, 8},
    {"f16c", 1, kEcx, 29}, {"fma", 1, kEcx, 12}, {"lzcnt", 0x80000001, kEcx, 5}, {"movbe", 1, kEcx, 22},
};
constexpr Feature kLevel4[] = {
    {"avx512bw", 7, kEbx, 30}, {"avx512cd", 7, kEbx, 28}, {"avx512dq", 7, kEbx, 17},
    {"avx512f", 7, kEbx, 16},  {"avx512vl", 7, kEbx, 31},
};

bool Has(const Feature& feature) {
  std::array<unsigned, 4> registers{};
  if (__get_cpuid_count(feature.leaf, 0, &registers[kEax], &registers[kEbx], &registers[kEcx], &registers[kEdx]) == 0) {
    return false;
  }
  return (registers[feature.where] >> feature.bit & 1U) != 0;
}

template <size_t N>
bool HasAll(const Feature (&features)[N]) {
  for (const Feature& feature : features) {
    if (!Has(feature)) return false;
  }
  return true;
}
#endif

}  // namespace

std::string LoadedLibraries() {
  std::set<std::string> libraries;
  dl_iterate_phdr(AddLibrary, &libraries);
  // FNV-1a: the hash stands in committed files, so it must never change with a library's version.
  uint64_t hash = 14695981039346656037U;
  const auto add = [&](unsigned char c) { hash = (hash ^ c) * 1099511628211U; };
  for (const std::string& library : libraries) {
    for (const char c : library) add(static_cast<unsigned char>(c));
    add('\n');
  }
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (int shift = 60; shift >= 0; shift -= 4) text += kDigits[hash >> shift & 15U];
  return text;
}

std::string InstructionSetLevel() {
#if defined(__x86_64__)
  if (!HasAll(kLevel2)) return "x86_64_v1";
  if (!HasAll(kLevel3)) return "x86_64_v2";
  return HasAll(kLevel4) ? "x86_64_v4" : "x86_64_v3";
#else
  return "unknown";
#endif
}

std::string DispatchFeatures() {
  std::string text;
#if defined(__x86_64__)
  for (const Feature& feature : kDispatch) {
    if (Has(feature)) text += (text.empty() ? "" : ",") + std::string(feature.name);
  }
#endif
  return text;
}

}  // namespace pawl
