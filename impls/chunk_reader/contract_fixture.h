#ifndef PAWL_IMPLS_CHUNK_READER_CONTRACT_FIXTURE_H_
#define PAWL_IMPLS_CHUNK_READER_CONTRACT_FIXTURE_H_

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "impls/chunk_reader/impls.h"

namespace chunk_reader {

// Each test has a reader and an empty directory of its own.
template <typename Reader>
class ReaderFixture : public ::testing::Test {
 protected:
  // Two ends of a pipe or socket: what is written to one comes out of the other.
  struct Ends {
    Fd out, in;

    void Write(std::string_view bytes) const {
      while (!bytes.empty()) {
        const ssize_t written = write(in.get(), bytes.data(), bytes.size());
        ASSERT_GT(written, 0);
        bytes.remove_prefix(static_cast<size_t>(written));
      }
    }
  };

  ReaderFixture() : directory_(impls::TempDir::Make().value()), path_(directory_.path() / "file") {}

  static Ends Pipe() {
    std::array<int, 2> ends = {-1, -1};
    EXPECT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
    return {Fd(ends[0]), Fd(ends[1])};
  }

  static Ends Sockets(int type = SOCK_STREAM) {
    std::array<int, 2> ends = {-1, -1};
    EXPECT_EQ(socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends.data()), 0);
    return {Fd(ends[0]), Fd(ends[1])};
  }

  // The bytes of the chunks up to the end, or up to an error, which is then in status_.
  std::string ReadAll() {
    std::string bytes;
    while (true) {
      const absl::StatusOr<std::string_view> chunk = reader_.Next();
      status_ = chunk.status();
      if (!chunk.ok() || chunk->empty()) return bytes;
      bytes += *chunk;
    }
  }

  std::string ReadFile(const std::filesystem::path& path) {
    status_ = reader_.Open(path);
    return status_.ok() ? ReadAll() : "";
  }

  static std::string Content(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  static ptrdiff_t OpenDescriptors() {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator());
  }

  void Resize(size_t size_bytes) { std::filesystem::resize_file(path_, size_bytes); }

  impls::TempDir directory_;
  std::filesystem::path path_;
  Reader reader_;
  absl::Status status_;
};

}  // namespace chunk_reader

#endif  // PAWL_IMPLS_CHUNK_READER_CONTRACT_FIXTURE_H_
