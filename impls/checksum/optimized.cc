#include "impls/checksum/optimized.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace checksum {
namespace {

namespace fs = std::filesystem;

constexpr size_t kBufferBytes = size_t{64} << 10;  // The header has the measurements.
constexpr size_t kPageBytes = 4096;

// Byte i of the path, which goes on with a '/' if it is a directory's: -1 beyond its end.
int ByteAt(const Entry& entry, size_t i) {
  if (i < entry.path.size()) return static_cast<unsigned char>(entry.path[i]);
  return entry.kind == Kind::kDirectory && i == entry.path.size() ? '/' : -1;
}

// The order of two entries of one directory, or of what is below them, among the sorted paths of the whole tree.
bool ComesBefore(const Entry& a, const Entry& b) {
  const size_t common = std::min(a.path.size(), b.path.size());
  const int order = a.path.compare(0, common, b.path, 0, common);
  return order != 0 ? order < 0 : ByteAt(a, common) < ByteAt(b, common);
}

}  // namespace

void Optimized::Sha256::Free::operator()(EVP_MD* algorithm) const { EVP_MD_free(algorithm); }
void Optimized::Sha256::Free::operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
void Optimized::FreeBuffer::operator()(char* data) const { std::free(data); }

absl::Status Optimized::Sha256::Start() {
  if (algorithm_ == nullptr) algorithm_.reset(EVP_MD_fetch(nullptr, "SHA256", nullptr));
  if (context_ == nullptr) context_.reset(EVP_MD_CTX_new());
  if (algorithm_ == nullptr || context_ == nullptr) return OpenSslError();
  if (EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr) != 1) return OpenSslError();
  return absl::OkStatus();
}

absl::Status Optimized::Sha256::Update(std::string_view bytes) {
  if (EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1) return OpenSslError();
  return absl::OkStatus();
}

absl::StatusOr<Digest> Optimized::Sha256::Finish() {
  Digest digest;
  if (EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) != 1) return OpenSslError();
  return digest;
}

absl::StatusOr<Digest> Optimized::HashFile(const fs::path& path) { return HashContent(path, Links::kFollow); }

absl::StatusOr<Digest> Optimized::HashContent(const fs::path& path, Links links) {
  const absl::StatusOr<Fd> file = OpenRegularFile(path, links);
  if (!file.ok()) return file.status();
  if (buffer_ == nullptr) buffer_.reset(static_cast<char*>(std::aligned_alloc(kPageBytes, kBufferBytes)));
  if (buffer_ == nullptr) return OutOfMemory(path, kBufferBytes);
  if (absl::Status status = file_.Start(); !status.ok()) return status;
  while (true) {
    const absl::StatusOr<size_t> got = ReadSome(*file, buffer_.get(), kBufferBytes, path);
    if (!got.ok()) return got.status();
    if (*got == 0) return file_.Finish();
    if (absl::Status status = file_.Update({buffer_.get(), *got}); !status.ok()) return status;
  }
}

absl::StatusOr<Digest> Optimized::HashLink(const fs::path& path) {
  const absl::StatusOr<std::string> target = ReadLink(path);
  if (!target.ok()) return target.status();
  if (absl::Status status = file_.Start(); !status.ok()) return status;
  if (absl::Status status = file_.Update(*target); !status.ok()) return status;
  return file_.Finish();
}

absl::StatusOr<Digest> Optimized::HashTree(const fs::path& root) {
  if (absl::Status status = tree_.Start(); !status.ok()) return status;
  if (absl::Status status = AddDirectory(root, ""); !status.ok()) return status;
  return tree_.Finish();
}

absl::Status Optimized::AddDirectory(const fs::path& root, const std::string& directory) {
  absl::StatusOr<std::vector<Entry>> entries = ListDirectory(root, directory);
  if (!entries.ok()) return entries.status();
  std::sort(entries->begin(), entries->end(), ComesBefore);
  for (const Entry& entry : *entries) {
    if (entry.kind == Kind::kDirectory) {
      if (absl::Status status = AddDirectory(root, entry.path); !status.ok()) return status;
      continue;
    }
    const fs::path path = root / entry.path;
    const absl::StatusOr<Digest> digest =
        entry.kind == Kind::kLink ? HashLink(path) : HashContent(path, Links::kRefuse);
    if (!digest.ok()) return digest.status();
    if (absl::Status status = tree_.Update(TreeLine(*digest, entry)); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace checksum
