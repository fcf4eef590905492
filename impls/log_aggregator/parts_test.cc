#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <limits>
#include <new>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "impls/log_aggregator/lane.h"
#include "impls/log_aggregator/line.h"
#include "impls/log_aggregator/records.h"
#include "impls/log_aggregator/spin_lock.h"

// What Optimized consists of.
namespace log_aggregator {
namespace {

std::string TimeText(TimeWriter& writer, int64_t time_ns) {
  std::string text(32, '\0');
  text.resize(static_cast<size_t>(writer.Append(text.data(), time_ns) - text.data()));
  return text;
}

TEST(TimeWriter, WritesUtc) {
  TimeWriter writer;
  EXPECT_EQ(TimeText(writer, 0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(TimeText(writer, 1'764'455'101'123'999'999), "2025-11-29T22:25:01.123Z");
  EXPECT_EQ(TimeText(writer, 1'764'455'101'999'000'000), "2025-11-29T22:25:01.999Z");
  EXPECT_EQ(TimeText(writer, 1'764'455'102'000'000'000), "2025-11-29T22:25:02.000Z");
  EXPECT_EQ(TimeText(writer, 1'709'164'800'000'000'000), "2024-02-29T00:00:00.000Z");
  EXPECT_EQ(TimeText(writer, -1), "1969-12-31T23:59:59.999Z");
}

// A lane with one source, and messages whose only content is a number.
class LaneTest : public ::testing::Test {
 protected:
  LaneTest() : records_(lanes_), source_(records_.AddSource("a")), message_(records_.AddTemplate("{}")) {
    EXPECT_TRUE(lane().Allocate(Lane::kMinBytes).ok());
  }

  Lane& lane() { return lanes_[0]; }

  bool Put(uint64_t number, size_t size_bytes) {
    char* const place = lane().Reserve(size_bytes);
    if (place == nullptr) return false;
    new (place) MessageHeader{static_cast<uint32_t>(size_bytes), Severity::kInfo, 0, false, 0, 0, source_, message_};
    std::memcpy(place + sizeof(MessageHeader), &number, sizeof number);
    lane().Publish(size_bytes);
    return true;
  }

  std::vector<uint64_t> Take(size_t room_bytes) {
    std::vector<char> taken(room_bytes);
    const size_t size_bytes = lane().Take(lane().head(), taken.data(), room_bytes);
    std::vector<uint64_t> numbers;
    for (size_t at = 0; at < size_bytes;) {
      MessageHeader header = {};
      std::memcpy(static_cast<void*>(&header), taken.data() + at, sizeof header);
      numbers.emplace_back();
      std::memcpy(&numbers.back(), taken.data() + at + sizeof header, sizeof numbers.back());
      at += header.size_bytes;
    }
    return numbers;
  }

  std::array<Lane, 1> lanes_;
  Records records_;
  SourceRecord* source_;
  const TemplateRecord* message_;
};

constexpr size_t kLeastBytes = sizeof(MessageHeader) + sizeof(uint64_t);

TEST_F(LaneTest, GivesOutWhatCameInInOrderWhateverTheSizes) {
  std::mt19937_64 random(1);
  std::deque<uint64_t> waiting;
  uint64_t next = 0;
  size_t refused = 0;
  for (int step = 0; step < 100'000; ++step) {
    if (random() % 5 > 0) {
      const size_t most_bytes = random() % 8 == 0 ? Lane::kMaxMessageBytes : 400;
      const size_t size_bytes = kLeastBytes + random() % (most_bytes - kLeastBytes) / 8 * 8;
      if (Put(next, size_bytes)) {
        waiting.push_back(next++);
      } else {
        ++refused;
      }
      continue;
    }
    for (const uint64_t number : Take(Lane::kMaxMessageBytes)) {
      ASSERT_FALSE(waiting.empty());
      ASSERT_EQ(number, waiting.front());
      waiting.pop_front();
    }
  }
  EXPECT_GT(refused, 0u);
  EXPECT_GT(next, 1000u);
}

TEST_F(LaneTest, TwoOfTheLargestMessagesFitWhereverTheyBegin) {
  for (uint64_t i = 0; i < 5000; ++i) {
    ASSERT_TRUE(Put(3 * i, kLeastBytes));
    ASSERT_TRUE(Put(3 * i + 1, Lane::kMaxMessageBytes));
    size_t taken = 0;
    while (lane().tail() < lane().head()) taken += Take(Lane::kMaxMessageBytes).size();
    ASSERT_EQ(taken, 2u);
  }
}

TEST_F(LaneTest, TheOldestAreDroppedOneByOneUntilThereIsRoom) {
  uint64_t put = 0;
  while (Put(put, 1024)) ++put;
  EXPECT_EQ(put, Lane::kMinBytes / 1024);
  lane().DropOldest(2048);
  EXPECT_EQ(lane().dropped(), 2u);
  EXPECT_EQ(source_->dropped.load(), 2u);
  EXPECT_TRUE(Put(put, 2048));
  EXPECT_FALSE(Put(put, 1024));
  EXPECT_EQ(Take(Lane::kMinBytes).front(), 2u);
}

TEST_F(LaneTest, SaysOnceThatHalfIsUsed) {
  size_t told = 0;
  while (char* const place = lane().Reserve(1024)) {
    new (place) MessageHeader{1024, Severity::kInfo, 0, false, 0, 0, source_, message_};
    told += lane().Publish(1024) ? 1 : 0;
  }
  EXPECT_EQ(told, 1u);
}

TEST(SpinLock, IsGivenUpOnlyWhenAskedTo) {
  SpinLock lock;
  std::atomic<bool> gives_up = true;
  std::chrono::nanoseconds patience = std::chrono::milliseconds(2);
  EXPECT_TRUE(lock.LockUnless(gives_up, patience));
  EXPECT_FALSE(lock.TryLock());
  EXPECT_GT(patience.count(), 0);
  EXPECT_FALSE(lock.LockUnless(gives_up, patience));
  EXPECT_EQ(patience.count(), 0) << "the next one does not wait again";
  EXPECT_FALSE(lock.LockUnless(gives_up, patience));
  lock.Unlock();
  gives_up = false;
  EXPECT_TRUE(lock.LockUnless(gives_up, patience));
}

TEST(Records, KeepATextOnceUnlessItIsEscaped) {
  std::array<Lane, 2> lanes;
  Records records(lanes);
  const std::string plain(100, 'p');
  SourceRecord* const a = records.AddSource(plain);
  EXPECT_EQ(a->name(), plain);
  EXPECT_EQ(a->given, "");
  SourceRecord* const b = records.AddSource("two words");
  EXPECT_EQ(b->name(), "two words");
  EXPECT_EQ(b->prefix, "two\\x20words ");
  EXPECT_EQ(records.AddSource("two words"), b);
  EXPECT_NE(records.AddSource("two\\x20words"), b) << "another name, which happens to be written as this one is";
  EXPECT_NE(a->lane, b->lane);
  const TemplateRecord* const message = records.AddTemplate("a\n{}");
  EXPECT_EQ(message->text(), "a\n{}");
  EXPECT_EQ(records.AddTemplate("a\n{}"), message);
  EXPECT_NE(records.AddTemplate("a\\n{}"), message);
  EXPECT_EQ(&records.At(message->index), message);
}

// Lines need the room that they are given, and no more.
TEST(Line, TheLongestFitsItsRoom) {
  std::string arguments;
  const auto add = [&arguments](const auto& value) {
    std::string stored(StoredBytes(value), '\0');
    StoreArgument(stored.data(), value);
    arguments += stored;
  };
  add(std::string(kMaxTextBytes, '\x01'));
  for (size_t i = 1; i < kMaxArguments; ++i) add(-std::numeric_limits<double>::denorm_min() * 3);
  const ParsedTemplate message(std::string(kMaxTemplateBytes, '\x01'));
  std::string prefix(kMaxEscapedBytes * kMaxNameBytes + 1, 'n');
  std::vector<char> line(kMaxLineBytes);
  TimeWriter times;
  const char* const end =
      AppendLine(line.data(), times, 0, Severity::kInfo, prefix, message, arguments.data(), kMaxArguments);
  EXPECT_LE(static_cast<size_t>(end - line.data()), kMaxLineBytes);
}

}  // namespace
}  // namespace log_aggregator
