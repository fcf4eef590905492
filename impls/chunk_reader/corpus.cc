#include "impls/chunk_reader/corpus.h"

#include <system_error>

namespace chunk_reader::corpus {

absl::Status WriteSparseFile(const std::filesystem::path& path, size_t hole_bytes, std::string_view tail) {
  if (absl::Status status = impls::WriteFile(path, ""); !status.ok()) return status;
  std::error_code error;
  std::filesystem::resize_file(path, hole_bytes, error);
  if (error) return absl::InternalError(path.native() + ": cannot make a hole: " + error.message());
  return impls::AppendToFile(path, tail);
}

void Digest::Add(std::string_view chunk) {
  constexpr uint64_t kPrime = 1099511628211u;
  for (const char byte : chunk) hash_ = (hash_ ^ static_cast<unsigned char>(byte)) * kPrime;
}

}  // namespace chunk_reader::corpus
