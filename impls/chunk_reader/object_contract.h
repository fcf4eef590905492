#ifndef PAWL_IMPLS_CHUNK_READER_OBJECT_CONTRACT_H_
#define PAWL_IMPLS_CHUNK_READER_OBJECT_CONTRACT_H_

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "gtest/gtest.h"
#include "impls/chunk_reader/contract_fixture.h"
#include "impls/file_privileges.h"

namespace chunk_reader {

// What every reader must do as an object: refuse what it cannot read, take one source after the other, move, close what
// it opened, and count its calls.
template <typename Reader>
class ObjectContract : public ReaderFixture<Reader> {};

TYPED_TEST_SUITE_P(ObjectContract);

TYPED_TEST_P(ObjectContract, WhatIsNoStreamOfBytesIsRefused) {
  const std::string directory = this->directory_.path().native();
  EXPECT_EQ(this->reader_.Open(directory).ToString(),
            "FAILED_PRECONDITION: " + directory + ": is a directory, not a stream of bytes. Name a file in it");
  for (const int type : {SOCK_DGRAM, SOCK_SEQPACKET}) {
    typename TestFixture::Ends ends = this->Sockets(type);
    const std::string name = "descriptor " + std::to_string(ends.out.get());
    EXPECT_EQ(this->reader_.Attach(std::move(ends.out)).ToString(),
              "FAILED_PRECONDITION: " + name +
                  ": is a socket of messages, not a stream of bytes. Use a stream socket, or receive message by "
                  "message");
  }
  EXPECT_EQ(this->reader_.Attach(Fd(-1)).ToString(),
            "FAILED_PRECONDITION: descriptor -1: cannot look up: Bad file descriptor (errno 9). Give a descriptor that "
            "is open for reading");
  EXPECT_EQ(this->reader_.Next().status().code(), absl::StatusCode::kFailedPrecondition);
}

TYPED_TEST_P(ObjectContract, AMissingFileIsNamedWithTheWayOut) {
  ASSERT_TRUE(impls::WriteFile(this->path_, "abc").ok());
  ASSERT_TRUE(this->reader_.Open(this->path_).ok());
  const std::string gone = this->path_.native() + ".gone";
  EXPECT_EQ(this->reader_.Open(gone).ToString(),
            "NOT_FOUND: " + gone + ": cannot open: No such file or directory (errno 2). Check the path");
  EXPECT_EQ(this->reader_.Next().status().ToString(),
            "FAILED_PRECONDITION: nothing to read from: Open() a file or Attach() a descriptor first");
  EXPECT_EQ(this->reader_.declared_bytes(), std::nullopt);
  EXPECT_EQ(this->ReadFile(this->path_), "abc");
}

TYPED_TEST_P(ObjectContract, AFileThatMayNotBeReadIsNamed) {
  const std::string writable = "descriptor " + std::to_string(open(this->path_.c_str(), O_WRONLY | O_CREAT, 0));
  ASSERT_TRUE(this->reader_.Attach(Fd(std::stoi(writable.substr(11)))).ok());
  EXPECT_EQ(this->reader_.Next().status().ToString(),
            "FAILED_PRECONDITION: " + writable +
                ": offset 0: cannot read: Bad file descriptor (errno 9). Give a descriptor that is open for reading");
  const impls::WithoutFilePrivileges as_everybody;
  EXPECT_EQ(this->reader_.Open(this->path_).ToString(),
            "PERMISSION_DENIED: " + this->path_.native() +
                ": cannot open: Permission denied (errno 13). Make it readable (chmod u+r) or run as its owner");
}

TYPED_TEST_P(ObjectContract, OneReaderReadsOneFileAfterTheOther) {
  const std::string text = corpus::RandomBytes(10, 2 << 20);
  EXPECT_EQ(this->reader_.Next().status().code(), absl::StatusCode::kFailedPrecondition);
  for (const size_t size_bytes : {100, 1'500'000, 0, 70'000, 2'000'000, 40'000}) {
    ASSERT_TRUE(impls::WriteFile(this->path_, std::string_view(text).substr(0, size_bytes)).ok());
    EXPECT_TRUE(this->ReadFile(this->path_) == text.substr(0, size_bytes)) << size_bytes;
    // This time only begun.
    ASSERT_TRUE(this->reader_.Open(this->path_).ok());
    EXPECT_EQ(this->reader_.read_bytes(), 0u);
    ASSERT_TRUE(this->reader_.Next().ok());
  }
}

TYPED_TEST_P(ObjectContract, AMoveTakesTheSourceAlong) {
  const std::string text = corpus::RandomBytes(11, 600'000);
  ASSERT_TRUE(impls::WriteFile(this->path_, text).ok());
  ASSERT_TRUE(this->reader_.Open(this->path_).ok());
  std::string bytes(this->reader_.Next().value());
  const uint64_t system_calls = this->reader_.system_calls();
  TypeParam other(std::move(this->reader_));
  EXPECT_EQ(this->reader_.Next().status().code(), absl::StatusCode::kFailedPrecondition);  // NOLINT: promised
  EXPECT_EQ(this->reader_.read_bytes(), 0u);
  EXPECT_EQ(other.system_calls(), system_calls);
  EXPECT_EQ(other.declared_bytes(), text.size());
  this->reader_ = std::move(other);
  bytes += this->ReadAll();
  EXPECT_TRUE(bytes == text);
}

TYPED_TEST_P(ObjectContract, NoDescriptorStaysOpen) {
  ASSERT_TRUE(impls::WriteFile(this->path_, corpus::RandomBytes(12, 600'000)).ok());
  const ptrdiff_t before = this->OpenDescriptors();
  this->ReadFile(this->path_);
  EXPECT_EQ(this->OpenDescriptors(), before) << "the end closes";
  EXPECT_FALSE(this->reader_.Open(this->directory_.path()).ok());
  EXPECT_EQ(this->OpenDescriptors(), before) << "a refusal closes";
  {
    TypeParam reader;
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(reader.Open(this->path_).ok());
    EXPECT_EQ(this->OpenDescriptors(), before + 1) << "the next file closes";
    TypeParam to(std::move(reader));
    to = TypeParam();
    EXPECT_EQ(this->OpenDescriptors(), before) << "an assignment closes";
    ASSERT_TRUE(to.Open("/proc/self/mem").ok());  // nothing is mapped at address 0
    EXPECT_FALSE(to.Next().ok());
    EXPECT_EQ(this->OpenDescriptors(), before) << "an error closes";
    ASSERT_TRUE(to.Open(this->path_).ok());
  }
  EXPECT_EQ(this->OpenDescriptors(), before) << "the destructor closes";
}

TYPED_TEST_P(ObjectContract, SystemCallsAreThoseThatTheSystemCounts) {
  // Reads of this process so far. Looking costs some itself, but always as many.
  const auto reads = [] {
    std::ifstream io("/proc/self/io");
    std::string word;
    uint64_t count = 0;
    while (io >> word && word != "syscr:") {
    }
    io >> count;
    return count;
  };
  ASSERT_GT(reads(), 0u)
      << "/proc/self/io counts nothing: the kernel lacks CONFIG_TASK_IO_ACCOUNTING, as Debian's do not";
  const uint64_t before_nothing = reads();
  const uint64_t looking = reads() - before_nothing;
  for (const size_t size_bytes : {0, 1, 40'000, 65'536, 65'537, 300'000, 1 << 20, 5'000'000}) {
    ASSERT_TRUE(corpus::WriteRandomFile(this->path_, 13, size_bytes).ok());
    const uint64_t reads_before = reads(), calls_before = this->reader_.system_calls();
    ASSERT_TRUE(this->reader_.Open(this->path_).ok());
    while (!this->reader_.Next().value().empty()) {
    }
    const uint64_t calls = this->reader_.system_calls() - calls_before;
    EXPECT_EQ(calls, reads() - reads_before - looking + 3) << size_bytes << " bytes; open, fstat and close are 3";
  }
}

REGISTER_TYPED_TEST_SUITE_P(ObjectContract, WhatIsNoStreamOfBytesIsRefused, AMissingFileIsNamedWithTheWayOut,
                            AFileThatMayNotBeReadIsNamed, OneReaderReadsOneFileAfterTheOther, AMoveTakesTheSourceAlong,
                            NoDescriptorStaysOpen, SystemCallsAreThoseThatTheSystemCounts);

}  // namespace chunk_reader

#endif  // PAWL_IMPLS_CHUNK_READER_OBJECT_CONTRACT_H_
