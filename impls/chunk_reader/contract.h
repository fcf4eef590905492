#ifndef PAWL_IMPLS_CHUNK_READER_CONTRACT_H_
#define PAWL_IMPLS_CHUNK_READER_CONTRACT_H_

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include "gtest/gtest.h"
#include "impls/chunk_reader/contract_fixture.h"

namespace chunk_reader {

// What every reader must do with files, and with itself.
template <typename Reader>
class ReaderContract : public ReaderFixture<Reader> {};

TYPED_TEST_SUITE_P(ReaderContract);

TYPED_TEST_P(ReaderContract, FilesOfEverySizeClassAreReadWhole) {
  const std::string text = corpus::RandomBytes(1, (4 << 20) + 9);
  ASSERT_TRUE(impls::WriteFile(this->path_, text).ok());
  for (const size_t edge : {1, 512, 4096, 16384, 32768, 49152, 65536, 131072, 262144, 524288, 1 << 20, (4 << 20) + 8}) {
    for (const size_t size_bytes : {edge - 1, edge, edge + 1}) {
      ASSERT_TRUE(impls::WriteFile(this->path_, std::string_view(text).substr(0, size_bytes)).ok());
      // Compared as bool here and below: gtest would print megabytes.
      EXPECT_TRUE(this->ReadFile(this->path_) == text.substr(0, size_bytes)) << size_bytes << " bytes";
      EXPECT_TRUE(this->status_.ok()) << this->status_;
      EXPECT_EQ(this->reader_.declared_bytes(), size_bytes);
      EXPECT_EQ(this->reader_.read_bytes(), size_bytes);
    }
  }
}

TYPED_TEST_P(ReaderContract, TheEndIsReturnedAsOftenAsItIsAskedFor) {
  ASSERT_TRUE(impls::WriteFile(this->path_, "abc").ok());
  EXPECT_EQ(this->ReadFile(this->path_), "abc");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(this->reader_.Next().value(), "");
  ASSERT_TRUE(impls::AppendToFile(this->path_, "d").ok());
  EXPECT_EQ(this->reader_.Next().value(), "") << "an end is final";
}

TYPED_TEST_P(ReaderContract, HolesAreZeros) {
  ASSERT_TRUE(corpus::WriteSparseFile(this->path_, (3 << 20) + 1, "tail").ok());
  EXPECT_TRUE(this->ReadFile(this->path_) == std::string((3 << 20) + 1, '\0') + "tail");
  ASSERT_TRUE(corpus::WriteSparseFile(this->path_, 70'000, "").ok());
  EXPECT_TRUE(this->ReadFile(this->path_) == std::string(70'000, '\0'));
}

TYPED_TEST_P(ReaderContract, AFileThatClaimsNoSizeIsReadToItsEnd) {
  for (const char* path : {"/proc/filesystems", "/proc/kallsyms"}) {
    if (access(path, R_OK) != 0) continue;
    EXPECT_TRUE(this->ReadFile(path) == this->Content(path)) << path;
    EXPECT_EQ(this->reader_.declared_bytes(), 0u);
    EXPECT_GT(this->reader_.read_bytes(), 0u);
  }
}

TYPED_TEST_P(ReaderContract, AFileThatClaimsTooMuchEndsEarly) {
  const char* path = "/sys/devices/system/cpu/online";  // claims a page
  if (access(path, R_OK) != 0) GTEST_SKIP() << path << " is not readable here";
  EXPECT_EQ(this->ReadFile(path), this->Content(path));
  EXPECT_GT(this->reader_.declared_bytes(), this->reader_.read_bytes());
}

TYPED_TEST_P(ReaderContract, AFileThatGrowsIsReadToItsNewEnd) {
  const std::string text = corpus::RandomBytes(2, 900'000);
  for (const size_t size_bytes : {300'000, 524'288}) {
    ASSERT_TRUE(impls::WriteFile(this->path_, std::string_view(text).substr(0, size_bytes)).ok());
    ASSERT_TRUE(this->reader_.Open(this->path_).ok());
    std::string bytes(this->reader_.Next().value());
    ASSERT_TRUE(impls::AppendToFile(this->path_, std::string_view(text).substr(size_bytes)).ok());
    bytes += this->ReadAll();
    EXPECT_TRUE(bytes == text) << size_bytes;
    EXPECT_EQ(this->reader_.declared_bytes(), size_bytes);
    EXPECT_EQ(this->reader_.read_bytes(), text.size());
  }
}

TYPED_TEST_P(ReaderContract, AFileThatShrinksEndsEarly) {
  const std::string text = corpus::RandomBytes(3, 1'000'000);
  for (const size_t left_bytes : {0, 10, 300'000, 999'999}) {
    ASSERT_TRUE(impls::WriteFile(this->path_, text).ok());
    ASSERT_TRUE(this->reader_.Open(this->path_).ok());
    std::string bytes(this->reader_.Next().value());
    const size_t first_bytes = bytes.size();
    this->Resize(left_bytes);
    bytes += this->ReadAll();
    EXPECT_TRUE(this->status_.ok()) << this->status_;
    EXPECT_EQ(bytes.size(), std::max(first_bytes, left_bytes));
    EXPECT_TRUE(bytes == text.substr(0, bytes.size())) << left_bytes;
    EXPECT_EQ(this->reader_.declared_bytes(), text.size());
  }
}

// The file is given a new size before each call, but byte i of it is always byte i of the text.
TYPED_TEST_P(ReaderContract, AFileThatChangesItsSizeAllTheTimeGivesItsBytesUpToSomeSize) {
  const std::string text = corpus::RandomBytes(4, 2 << 20);
  std::mt19937_64 random(5);
  for (int round = 0; round < 100; ++round) {
    size_t size_bytes = random() % text.size();
    ASSERT_TRUE(impls::WriteFile(this->path_, std::string_view(text).substr(0, size_bytes)).ok());
    ASSERT_TRUE(this->reader_.Open(this->path_).ok());
    std::string bytes;
    size_t promised_bytes = 0;  // the size when the last chunk was read
    while (true) {
      const size_t shift = random() % 400'000;
      if (random() % 2 == 0) {
        size_bytes -= std::min(size_bytes, shift);
        this->Resize(size_bytes);
      } else {
        const std::string_view more = std::string_view(text).substr(size_bytes).substr(0, shift);
        ASSERT_TRUE(impls::AppendToFile(this->path_, more).ok());
        size_bytes += more.size();
      }
      const absl::StatusOr<std::string_view> chunk = this->reader_.Next();
      ASSERT_TRUE(chunk.ok()) << chunk.status();
      if (chunk->empty()) break;
      bytes += *chunk;
      promised_bytes = size_bytes;
    }
    EXPECT_TRUE(bytes == text.substr(0, bytes.size())) << "round " << round;
    EXPECT_EQ(bytes.size(), this->reader_.read_bytes());
    EXPECT_GE(bytes.size(), std::min(promised_bytes, size_bytes)) << "round " << round;
  }
}

TYPED_TEST_P(ReaderContract, NothingIsLostBeforeAnUnreadablePlaceInAFile) {
  const size_t page_bytes = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  const std::string text = corpus::RandomBytes(8, 150 * page_bytes);
  // This process's memory, as a file: readable up to where nothing is mapped.
  char* const memory = static_cast<char*>(
      mmap(nullptr, text.size() + page_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  ASSERT_NE(memory, MAP_FAILED);
  text.copy(memory, text.size());
  ASSERT_EQ(mprotect(memory + text.size(), page_bytes, PROT_NONE), 0);
  Fd file(open("/proc/self/mem", O_RDONLY | O_CLOEXEC));
  ASSERT_GE(file.get(), 0);
  ASSERT_EQ(munmap(memory + text.size(), page_bytes), 0);
  ASSERT_GE(lseek(file.get(), reinterpret_cast<off_t>(memory), SEEK_SET), 0);
  ASSERT_TRUE(this->reader_.Attach(std::move(file)).ok());
  EXPECT_TRUE(this->ReadAll() == text);
  const absl::Status broken = this->status_;
  EXPECT_NE(broken.ToString().find(": offset " + std::to_string(text.size()) + ": cannot read: Input/output error"),
            std::string::npos)
      << broken;
  EXPECT_EQ(this->reader_.Next().status(), broken);
  munmap(memory, text.size());
}

TYPED_TEST_P(ReaderContract, ADescriptorIsReadFromWhereItStands) {
  const std::string text = corpus::RandomBytes(9, 100'000);
  ASSERT_TRUE(impls::WriteFile(this->path_, text).ok());
  for (const size_t position : {0, 1, 65'536, 99'999, 100'000, 100'001}) {
    Fd file(open(this->path_.c_str(), O_RDONLY | O_CLOEXEC));
    ASSERT_GE(lseek(file.get(), static_cast<off_t>(position), SEEK_SET), 0);
    ASSERT_TRUE(this->reader_.Attach(std::move(file)).ok());
    const std::string rest = text.substr(std::min(position, text.size()));
    EXPECT_EQ(this->reader_.declared_bytes(), rest.size());
    EXPECT_TRUE(this->ReadAll() == rest) << position;
  }
}

TYPED_TEST_P(ReaderContract, WhatIsNoStreamOfBytesIsRefused) {
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

TYPED_TEST_P(ReaderContract, AMissingFileIsNamedWithTheWayOut) {
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

TYPED_TEST_P(ReaderContract, AFileThatMayNotBeReadIsNamed) {
  const std::string writable = "descriptor " + std::to_string(open(this->path_.c_str(), O_WRONLY | O_CREAT, 0));
  ASSERT_TRUE(this->reader_.Attach(Fd(std::stoi(writable.substr(11)))).ok());
  EXPECT_EQ(this->reader_.Next().status().ToString(),
            "FAILED_PRECONDITION: " + writable +
                ": offset 0: cannot read: Bad file descriptor (errno 9). Give a descriptor that is open for reading");
  if (geteuid() == 0) GTEST_SKIP() << "root may open everything";
  EXPECT_EQ(this->reader_.Open(this->path_).ToString(),
            "PERMISSION_DENIED: " + this->path_.native() +
                ": cannot open: Permission denied (errno 13). Make it readable (chmod u+r) or run as its owner");
}

TYPED_TEST_P(ReaderContract, OneReaderReadsOneFileAfterTheOther) {
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

TYPED_TEST_P(ReaderContract, AMoveTakesTheSourceAlong) {
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

TYPED_TEST_P(ReaderContract, NoDescriptorStaysOpen) {
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

TYPED_TEST_P(ReaderContract, SystemCallsAreThoseThatTheSystemCounts) {
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
  if (reads() == 0) GTEST_SKIP() << "this kernel does not count them";
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

REGISTER_TYPED_TEST_SUITE_P(ReaderContract, FilesOfEverySizeClassAreReadWhole, TheEndIsReturnedAsOftenAsItIsAskedFor,
                            HolesAreZeros, AFileThatClaimsNoSizeIsReadToItsEnd, AFileThatClaimsTooMuchEndsEarly,
                            AFileThatGrowsIsReadToItsNewEnd, AFileThatShrinksEndsEarly,
                            AFileThatChangesItsSizeAllTheTimeGivesItsBytesUpToSomeSize,
                            NothingIsLostBeforeAnUnreadablePlaceInAFile, ADescriptorIsReadFromWhereItStands,
                            WhatIsNoStreamOfBytesIsRefused, AMissingFileIsNamedWithTheWayOut,
                            AFileThatMayNotBeReadIsNamed, OneReaderReadsOneFileAfterTheOther, AMoveTakesTheSourceAlong,
                            NoDescriptorStaysOpen, SystemCallsAreThoseThatTheSystemCounts);

}  // namespace chunk_reader

#endif  // PAWL_IMPLS_CHUNK_READER_CONTRACT_H_
