#include "impls/env_file/streaming.h"

#include <algorithm>
#include <cstddef>
#include <stop_token>
#include <string>

#include "gtest/gtest.h"
#include "impls/env_file/corpus.h"
#include "impls/env_file/transcript.h"

namespace env_file {
namespace {

// Remembers how much it was asked for at once, which is what a window has room for.
class CountingSource : public TextSource {
 public:
  using TextSource::TextSource;

  absl::StatusOr<size_t> Read(char* data, size_t capacity_bytes) override {
    most_bytes = std::max(most_bytes, capacity_bytes);
    return TextSource::Read(data, capacity_bytes);
  }

  size_t most_bytes = 0;
};

TEST(Streaming, TheWindowDoesNotGrowWithTheFile) {
  const std::string file = corpus::TypicalFile(20'000);
  CountingSource source(file);
  Options options = TestOptions();
  options.window_bytes = 1000;
  EXPECT_NE(Transcript<Streaming>(source, options).find("17"), std::string::npos);
  EXPECT_LE(source.most_bytes, 1000u);
}

TEST(Streaming, AnEndlessLineIsRefusedBeforeItFillsTheMemory) {
  class Endless : public Source {
   public:
    Endless() : Source("endless.env") {}
    absl::StatusOr<size_t> Read(char* data, size_t capacity_bytes) override {
      std::fill_n(data, capacity_bytes, 'x');
      total_bytes += capacity_bytes;
      return capacity_bytes;
    }
    size_t total_bytes = 0;
  } source;
  EXPECT_NE(Transcript<Streaming>(source, TestOptions()).find("endless.env:1:65537: line has more than 65536 bytes"),
            std::string::npos);
  EXPECT_LE(source.total_bytes, 256u << 10);
}

TEST(Streaming, AnOpenQuoteIsRefusedBeforeItFillsTheMemory) {
  class Endless : public Source {
   public:
    Endless() : Source("endless.env") {}
    absl::StatusOr<size_t> Read(char* data, size_t capacity_bytes) override {
      for (size_t i = 0; i < capacity_bytes; ++i, ++total_bytes)
        data[i] = total_bytes < 3 ? "A='"[total_bytes] : "x\n"[i % 2];
      return capacity_bytes;
    }
    size_t total_bytes = 0;
  } source;
  EXPECT_NE(Transcript<Streaming>(source, TestOptions()).find("endless.env:1:1: variable has more than 1048576 bytes"),
            std::string::npos);
  EXPECT_LE(source.total_bytes, 2u << 20);
}

TEST(Streaming, AStopRequestIsNoticedBetweenTwoReads) {
  std::stop_source stop;
  class Slow : public Source {
   public:
    explicit Slow(std::stop_source& stop) : Source("slow.env"), stop_(stop) {}
    absl::StatusOr<size_t> Read(char* data, size_t) override {
      if (++reads == 3) stop_.request_stop();
      *data = 'x';
      return 1;
    }
    int reads = 0;

   private:
    std::stop_source& stop_;
  } source(stop);
  Options options = TestOptions();
  options.stop = stop.get_token();
  EXPECT_TRUE(Transcript<Streaming>(source, options).starts_with("CANCELLED: slow.env:1: "));
  EXPECT_EQ(source.reads, 3);
}

}  // namespace
}  // namespace env_file
