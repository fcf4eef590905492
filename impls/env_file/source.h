#ifndef PAWL_IMPLS_ENV_FILE_SOURCE_H_
#define PAWL_IMPLS_ENV_FILE_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Where the bytes of a .env file come from.
namespace env_file {

// Read once, from its beginning to its end, by one thread at a time.
class Source {
 public:
  explicit Source(std::string name) : name_(std::move(name)) {}
  virtual ~Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  // What messages call it: a path.
  const std::string& name() const { return name_; }

  // Reads up to `capacity_bytes` > 0 into `data` and returns how many, which may be fewer at any time; 0 at the end.
  virtual absl::StatusOr<size_t> Read(char* data, size_t capacity_bytes) = 0;

  // All of it, where it lies in memory anyway and nothing was read yet; it lasts as long as what the source was made
  // from.
  virtual std::optional<std::string_view> Whole() { return std::nullopt; }

 private:
  std::string name_;
};

// Text in memory, borrowed.
class TextSource : public Source {
 public:
  // Read() gives at most `chunk_bytes` at a time, as a slow pipe does.
  explicit TextSource(std::string_view text, std::string name = ".env", size_t chunk_bytes = SIZE_MAX)
      : Source(std::move(name)), rest_(text), chunk_bytes_(chunk_bytes) {}

  absl::StatusOr<size_t> Read(char* data, size_t capacity_bytes) override;
  std::optional<std::string_view> Whole() override { return rest_; }

 private:
  std::string_view rest_;
  size_t chunk_bytes_;
};

// A file or pipe. Opening a pipe waits for its writer; a stop request is noticed between two reads.
class FileSource : public Source {
 public:
  // The errno's canonical code (NOT_FOUND, PERMISSION_DENIED, ...), with the path and the way out. A directory is
  // FAILED_PRECONDITION.
  static absl::StatusOr<std::unique_ptr<FileSource>> Open(const std::filesystem::path& path);
  ~FileSource() override;

  absl::StatusOr<size_t> Read(char* data, size_t capacity_bytes) override;

 private:
  FileSource(std::string name, int fd) : Source(std::move(name)), fd_(fd) {}

  int fd_;
};

// Reads `source` to its end. RESOURCE_EXHAUSTED where it does not fit into memory.
absl::StatusOr<std::string> ReadWhole(Source& source);

}  // namespace env_file

#endif  // PAWL_IMPLS_ENV_FILE_SOURCE_H_
