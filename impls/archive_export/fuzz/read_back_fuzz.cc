#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "impls/archive_export/codec.h"
#include "impls/archive_export/read_back.h"
#include "impls/fd.h"

namespace archive_export {
namespace {

// The archives of the seeds hold the file "a" of these bytes, and the link "b" to it.
constexpr std::string_view kContent = "content of a file, content of a file";

void ReadArchive(Format format, std::string_view bytes) {
  const impls::Fd file(memfd_create("archive", MFD_CLOEXEC));
  if (write(file.get(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) std::abort();
  Entry a, b;
  b.kind = Kind::kLink;
  b.target = "a";
  ReadBack read_back(format);
  read_back.Expect({a, "a", 0, ""}, kContent);
  read_back.Expect({b, "b", 0, ""}, "");
  uint64_t bytes_read = 0;
  const absl::Status status = read_back.Verify(file, "archive", [&](uint64_t /*entries*/, uint64_t more) {
    bytes_read += more;
    return absl::OkStatus();
  });
  if (status.ok() && bytes_read != kContent.size()) std::abort();
}

// What is taken apart has the size that was asked for and stays within it.
void TakeApart(Wrapping wrapping, std::string_view bytes) {
  Codec codec;
  for (const size_t size_bytes : {size_t{0}, kContent.size(), size_t{1000}}) {
    std::string out(size_bytes, '\0');
    for (const bool last : {false, true}) {
      std::string room = std::string(bytes) + std::string(Codec::kRoomBehind, '\0');
      codec.Decompress(wrapping, room.data(), bytes.size(), last, out.data(), out.size());
    }
  }
  std::string joined(bytes);
  joined.resize(bytes.size() + 8);
  if (!bytes.empty()) Unfinish(joined.data(), bytes.size());
}

// Whatever the bytes of an archive: reading it back ends, and says that it is sound only if the file that was expected
// is there. The first byte chooses what the rest is.
void Read(const uint8_t* data, size_t size) {
  if (size == 0) return;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 8) {
    case 5:
      TakeApart(Wrapping::kDeflate, bytes);
      break;
    case 6:
      TakeApart(Wrapping::kGzip, bytes);
      break;
    case 7:
      TakeApart(Wrapping::kZstd, bytes);
      break;
    default:
      ReadArchive(kFormats[data[0] % 8], bytes);
  }
}

}  // namespace
}  // namespace archive_export

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  archive_export::Read(data, size);
  return 0;
}
