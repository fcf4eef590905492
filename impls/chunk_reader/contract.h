#ifndef PAWL_IMPLS_CHUNK_READER_CONTRACT_H_
#define PAWL_IMPLS_CHUNK_READER_CONTRACT_H_

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include "gtest/gtest.h"
#include "impls/chunk_reader/contract_fixture.h"

namespace chunk_reader {

// What every reader must do with files, whatever becomes of them.
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
  for (const char* path : {"/proc/filesystems", "/proc/devices"}) {
    EXPECT_TRUE(this->ReadFile(path) == this->Content(path)) << path;
    EXPECT_EQ(this->reader_.declared_bytes(), 0u);
    EXPECT_GT(this->reader_.read_bytes(), 0u);
  }
}

TYPED_TEST_P(ReaderContract, AFileThatClaimsTooMuchEndsEarly) {
  const char* path = "/sys/devices/system/cpu/online";  // claims a page
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
  const std::string text = corpus::RandomBytes(4, 1'200'000);
  std::mt19937_64 random(5);
  for (int round = 0; round < 30; ++round) {
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

REGISTER_TYPED_TEST_SUITE_P(ReaderContract, FilesOfEverySizeClassAreReadWhole, TheEndIsReturnedAsOftenAsItIsAskedFor,
                            HolesAreZeros, AFileThatClaimsNoSizeIsReadToItsEnd, AFileThatClaimsTooMuchEndsEarly,
                            AFileThatGrowsIsReadToItsNewEnd, AFileThatShrinksEndsEarly,
                            AFileThatChangesItsSizeAllTheTimeGivesItsBytesUpToSomeSize,
                            NothingIsLostBeforeAnUnreadablePlaceInAFile, ADescriptorIsReadFromWhereItStands);

}  // namespace chunk_reader

#endif  // PAWL_IMPLS_CHUNK_READER_CONTRACT_H_
