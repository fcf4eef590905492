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

}  // namespace
}  // namespace env_file

// Whatever the bytes, dialect, limits and window: all implementations say the same. The first four bytes choose, the
// rest is the file.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace env_file;
  if (size < 4) return 0;
  const std::string_view file(reinterpret_cast<const char*>(data + 4), size - 4);
  const uint64_t seed = data[0] | data[1] << 8;
  Options options = TestOptions(seed == 0 ? Dialect() : corpus::AnyDialect(seed));
  options.window_bytes = 1 + data[2];
  if (data[3] % 4 == 1) options.max_line_bytes = 1 + data[3];
  if (data[3] % 4 == 2) options.max_entry_bytes = 1 + data[3];
  const std::string want = Read<Baseline>(file, options, SIZE_MAX);
  Check(Read<Optimized>(file, options, SIZE_MAX), want, Optimized::kName);
  Check(Read<Streaming>(file, options, 1 + data[3]), want, Streaming::kName);
  return 0;
}
