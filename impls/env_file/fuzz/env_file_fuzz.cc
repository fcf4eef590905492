#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "impls/env_file/impls.h"
#include "impls/env_file/transcript.h"

namespace env_file {
namespace {

void Check(const std::string& got, const std::string& want, std::string_view who) {
  if (got == want) return;
  std::fprintf(stderr, "%.*s:\n%s\nbaseline:\n%s\n", static_cast<int>(who.size()), who.data(), got.c_str(),
               want.c_str());
  std::abort();
}

template <typename Impl>
std::string Read(std::string_view file, const Options& options, size_t chunk_bytes) {
  TextSource source(file, ".env", chunk_bytes);
  return Transcript<Impl>(source, options);
}

void CompareAll(std::string_view choices, std::string_view file) {
  const auto choice = [&choices](size_t i) { return static_cast<unsigned char>(choices[i]); };
  const uint64_t seed = choice(0) | choice(1) << 8;
  Options options = TestOptions(seed == 0 ? Dialect() : corpus::AnyDialect(seed));
  options.window_bytes = 1 + choice(2);
  if (choice(3) % 4 == 1) options.max_line_bytes = 1 + choice(3);
  if (choice(3) % 4 == 2) options.max_entry_bytes = 1 + choice(3);
  const std::string want = Read<Baseline>(file, options, SIZE_MAX);
  Check(Read<Optimized>(file, options, SIZE_MAX), want, Optimized::kName);
  Check(Read<Streaming>(file, options, 1 + choice(3)), want, Streaming::kName);
}

}  // namespace
}  // namespace env_file

// Whatever the bytes, dialect, limits and window: all implementations say the same. The first four bytes choose, the
// rest is the file.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (size >= 4) env_file::CompareAll(bytes.substr(0, 4), bytes.substr(4));
  return 0;
}
