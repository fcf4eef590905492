#include "impls/log_aggregator/writer.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <system_error>

#include "impls/log_aggregator/futex.h"

namespace log_aggregator {
namespace {

// Taken out of a lane at once, and written at once; small enough to stay in the cache between the two steps.
constexpr size_t kTakenBytes = size_t{32} << 10;
constexpr size_t kBatchBytes = size_t{32} << 10;
static_assert(kTakenBytes >= Lane::kMaxMessageBytes);

// A pass that took so much is followed by another at once: going to sleep would cost more.
constexpr size_t kBusyBytes = size_t{8} << 10;

constexpr int64_t kNsPerMs = 1'000'000;
constexpr size_t kMaxNoticeBytes = 64 + kMaxEscapedBytes * kMaxNameBytes;

}  // namespace

Writer::Writer(const Options& options, std::span<Lane> lanes, const Records& records)
    : drops_oldest_(options.overflow == Overflow::kDropOldest),
      interval_ns_(options.interval_ms * kNsPerMs),
      process_(getpid()),
      lanes_(lanes),
      records_(records),
      file_(options.file),
      terminal_(options.terminal),
      taken_(std::make_unique<char[]>(kTakenBytes)),
      text_(std::make_unique<char[]>(kBatchBytes + kMaxLineBytes + kMaxNoticeBytes)) {}

Writer::~Writer() {
  if (!thread_.joinable()) return;
  stops_.store(true);
  Wake();
  thread_.join();
}

absl::Status Writer::Start() {
  // Signals are for the program's own threads; a closed pipe is an error here and no SIGPIPE.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  absl::Status status;
  try {
    thread_ = std::thread([this] { Run(); });
  } catch (const std::system_error& error) {
    status = absl::ResourceExhaustedError(std::string("no thread to write the log: ") + error.what() +
                                          ". Raise the limit on threads (ulimit -u)");
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return status;
}

void Writer::Wake() {
  wakes_.fetch_add(1);
  if (sleeps_.load()) FutexWakeAll(wakes_);
}

absl::Status Writer::Flush() {
  const uint64_t wanted = flushes_requested_.fetch_add(1) + 1;
  Wake();
  while (true) {
    const uint32_t seen = flush_word_.load();
    if (flushes_done_.load() >= wanted) break;
    FutexWait(flush_word_, seen, 1000 * kNsPerMs);
  }
  const absl::Status status = file_.status("the log file");
  return status.ok() ? terminal_.status("the terminal") : status;
}

void Writer::FlushForCrash(int64_t most_ms) {
  if (getpid() != process_) return;
  is_crashing_.store(true);
  const uint64_t wanted = flushes_requested_.fetch_add(1) + 1;
  for (int64_t ms = 0; ms < most_ms && flushes_done_.load() < wanted; ++ms) {
    const uint32_t seen = flush_word_.load();
    Wake();
    if (flushes_done_.load() < wanted) FutexWait(flush_word_, seen, kNsPerMs);
  }
}

void Writer::Run() {
  while (true) {
    const uint32_t seen = wakes_.load();
    const bool stops = stops_.load();
    const uint64_t wanted = flushes_requested_.load();
    const size_t taken_bytes = Pass();
    if (flushes_done_.load() != wanted) {
      flushes_done_.store(wanted);
      flush_word_.fetch_add(1);
      FutexWakeAll(flush_word_);
    }
    if (stops) return;
    if (taken_bytes >= kBusyBytes) continue;
    sleeps_.store(true);
    FutexWait(wakes_, seen, interval_ns_);
    sleeps_.store(false);
  }
}

// Writes what was published before it began, at least. Returns the bytes taken out of lanes.
size_t Writer::Pass() {
  size_t taken_bytes = 0;
  for (Lane& lane : lanes_) {
    const uint64_t until = lane.head();
    while (lane.tail() < until) {
      const size_t size_bytes = TakeFrom(lane, until);
      KeepTails(size_bytes);
      Format(size_bytes);
      taken_bytes += size_bytes;
    }
  }
  ReportDrops();
  WriteOut();
  return taken_bytes;
}

size_t Writer::TakeFrom(Lane& lane, uint64_t until) {
  const bool is_locked = drops_oldest_ && lane.lock().LockUnless(is_crashing_, patience_);
  const size_t size_bytes = lane.Take(until, taken_.get(), kTakenBytes);
  if (is_locked) lane.lock().Unlock();
  return size_bytes;
}

void Writer::KeepTails(size_t size_bytes) {
  if (is_crashing() || !tails_lock_.LockUnless(is_crashing_, patience_)) return;
  for (size_t at = 0; at < size_bytes && !is_crashing();) {
    const MessageHeader& message = TakenAt(at);
    message.source->tail.Add(message, taken_.get() + at + sizeof message);
    at += message.size_bytes;
  }
  tails_lock_.Unlock();
}

void Writer::Format(size_t size_bytes) {
  uint64_t messages = 0;
  for (size_t at = 0; at < size_bytes; ++messages) {
    const MessageHeader& message = TakenAt(at);
    char* const line = text_.get() + text_bytes_;
    char* const end = AppendLine(line, times_, message.time_ns, message.severity, message.source->prefix,
                                 message.message->parsed, taken_.get() + at + sizeof message, message.arguments);
    *end = '\n';
    text_bytes_ += static_cast<size_t>(end + 1 - line);
    ++text_lines_;
    at += message.size_bytes;
    if (text_bytes_ >= kBatchBytes) WriteOut();
  }
  written_.fetch_add(messages, std::memory_order_relaxed);
}

void Writer::ReportDrops() {
  const uint64_t dropped = Dropped();
  if (dropped == reported_dropped_) return;
  reported_dropped_ = dropped;
  for (SourceRecord* source = records_.newest_source(); source != nullptr; source = source->next) {
    ReportDropsOf(*source);
  }
}

uint64_t Writer::Dropped() const {
  uint64_t dropped = 0;
  for (const Lane& lane : lanes_) dropped += lane.dropped();
  return dropped;
}

void Writer::ReportDropsOf(SourceRecord& source) {
  const uint64_t dropped = source.dropped.load(std::memory_order_relaxed);
  if (dropped == source.reported_dropped) return;
  if (text_bytes_ >= kBatchBytes) WriteOut();
  char* const line = text_.get() + text_bytes_;
  char* to = std::copy_n("\\[", 2, line);
  to = std::copy_n(source.prefix.data(), source.prefix.size() - 1, to);
  to = std::copy_n(": ", 2, to);
  to = std::to_chars(to, to + kMaxNumberBytes, dropped - source.reported_dropped).ptr;
  constexpr std::string_view kEnd = " dropped, queue full]\n";
  to = std::copy_n(kEnd.data(), kEnd.size(), to);
  text_bytes_ += static_cast<size_t>(to - line);
  ++text_lines_;
  source.reported_dropped = dropped;
}

void Writer::WriteOut() {
  file_.Write({text_.get(), text_bytes_}, text_lines_);
  terminal_.Write({text_.get(), text_bytes_}, text_lines_);
  text_bytes_ = 0;
  text_lines_ = 0;
}

std::vector<std::string> Writer::Tail(SourceRecord& source) {
  tails_lock_.Lock();
  const MessageTail tail = source.tail;
  tails_lock_.Unlock();
  return tail.Lines(source.prefix, records_);
}

size_t Writer::TailBytes() {
  size_t bytes = 0;
  tails_lock_.Lock();
  for (const SourceRecord* source = records_.newest_source(); source != nullptr; source = source->next) {
    bytes += source->tail.heap_bytes();
  }
  tails_lock_.Unlock();
  return bytes;
}

Stats Writer::stats() const {
  Stats stats;
  stats.written = written_.load(std::memory_order_relaxed);
  stats.lost = file_.lost_lines() + terminal_.lost_lines();
  stats.write_calls = file_.write_calls() + terminal_.write_calls();
  stats.dropped = Dropped();
  return stats;
}

}  // namespace log_aggregator
