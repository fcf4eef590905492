#ifndef PAWL_IMPLS_LOG_AGGREGATOR_LOG_AGGREGATOR_H_
#define PAWL_IMPLS_LOG_AGGREGATOR_LOG_AGGREGATOR_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/fd.h"

// Log messages of many threads and build steps, to a file and a terminal, and the last five of each step.
//
// A message is a severity, a source (the build step), a template with `{}` where arguments go, and the arguments:
// integers, bool, char, floating-point numbers, and whatever converts to std::string_view.
//
// Contract, kept by every class in impls.h and checked by contract.h and what is beside it:
//   * A message becomes one line, `<time> <I|W|E> <source> <text>`, time being 2026-11-29T22:25:01.123Z (UTC, not finer
//     than CLOCK_REALTIME_COARSE, which is one tick of the kernel, up to 10 ms). Arguments without a `{}` are added to
//     the text, each after a space; a `{}` without an argument stays. Numbers look as libfmt prints them.
//   * No message can forge or tear a line. In text a backslash is written as `\\`, a newline, tab, carriage return as
//     `\n`, `\t`, `\r`, other control characters (C0, DEL, and U+0080 to U+009F in UTF-8) as `\xHH` byte by byte, as is
//     a byte C2 that ends a text; a space in a source's name as `\x20`. Nothing else is changed, so that the bytes can
//     be had back. What the aggregator adds begins with `\[`, which no text, read from left to right, contains.
//   * Text arguments of one message hold kMaxTextBytes together; of the first that exceeds them the end is cut, and of
//     all that follow all: `\[<n> bytes cut]` stands there instead.
//   * In order for each source: if one Log() returned before another of the same source began, on whatever threads,
//     their lines, and what Tail() returns, stand in that order.
//   * Log() returns whether the message was accepted. An accepted message is acknowledged when a Flush() that began
//     after Log() returned has returned OK: then its line, whole, is with the kernel for both sinks, and outlives the
//     process however that ends (but not a power failure: that needs fdatasync() of the file afterwards).
//   * By policy, where a queue is full: kBlock waits for room and loses nothing; kDropNewest returns false;
//     kDropOldest accepts, and gives up the oldest that wait. Both drops are counted in Stats, and in the output, for
//     each source, by lines `\[<source>: <n> dropped, queue full]`; after a Flush() these account for every message. An
//     implementation without a queue drops nothing.
//   * Sinks are file descriptors, borrowed. Short writes are continued, EINTR is repeated, a full non-blocking sink is
//     waited for. What a sink refuses (ENOSPC, EPIPE) is lost for this sink only and counted: every Flush() from then
//     on is DATA_LOSS with the descriptor, the count, the errno and the way out, and as soon as the sink works again it
//     says `\[<n> lines lost: ENOSPC]`. A line of which a part was taken ends with ` \[cut]`. A closed pipe raises
//     SIGPIPE in some implementations: programs that write to pipes ignore it.
//   * However the process ended, a file holds whole lines, then at most one that misses its end, which was not
//     acknowledged. OpenLog() ends such a line with ` \[cut]` before anything is added.
//   * All members may be called from several threads at once; Make() and the destructor, which flushes, from one.
//     In a child of fork() nothing may be called, the destructor included.
// Correct without: a queue, a thread, any bound on allocations or system calls. Writing each line at once is valid.
namespace log_aggregator {

enum class Severity : uint8_t { kInfo, kWarning, kError };

enum class Overflow : uint8_t { kBlock, kDropOldest, kDropNewest };

constexpr size_t kMaxTextBytes = size_t{16} << 10;
constexpr size_t kMaxNameBytes = 256;
constexpr size_t kMaxTemplateBytes = size_t{4} << 10;
constexpr size_t kMaxArguments = 16;
constexpr size_t kTailLines = 5;

struct Options {
  int file = -1;      // descriptor, -1 for none; must outlive the aggregator
  int terminal = -1;  // likewise; gets the same lines
  Overflow overflow = Overflow::kBlock;

  // Bound on what may wait, for all sources together; rounded up to the implementation's least.
  size_t queue_bytes = size_t{512} << 10;

  // What is accepted is written after this time at the latest, while the sinks are fast enough.
  int64_t interval_ms = 20;

  // When the process is about to die of SIGSEGV, SIGBUS, SIGFPE, SIGILL or SIGABRT, write what was accepted first. For
  // an implementation with a queue; the others have nothing left to write.
  bool flush_on_crash = false;
};

struct Stats {
  uint64_t written = 0;      // messages that were handed to the sinks
  uint64_t dropped = 0;      // messages given up by the overflow policy, or refused
  uint64_t lost = 0;         // lines that a sink refused; both sinks count
  uint64_t write_calls = 0;  // of write(2), failed ones included
};

template <typename T>
concept LogAggregator = requires(T log, const T constant, const Options& options, std::string_view text,
                                 typename T::Source source, typename T::Template message, Severity severity) {
  { T::kName } -> std::convertible_to<std::string_view>;
  // INVALID_ARGUMENT for a value that is out of range; RESOURCE_EXHAUSTED where the system has no memory or thread.
  { T::Make(options) } -> std::same_as<absl::StatusOr<std::unique_ptr<T>>>;
  // Cheap to copy, valid as long as the aggregator; the same name gives the same source, the same text the same
  // template. INVALID_ARGUMENT where it is longer than allowed, or a name is empty.
  { log.AddSource(text) } -> std::same_as<absl::StatusOr<typename T::Source>>;
  { log.AddTemplate(text) } -> std::same_as<absl::StatusOr<typename T::Template>>;
  // At most kMaxArguments. Reads the arguments before it returns.
  { log.Log(severity, source, message, 1, 1.5, text) } -> std::same_as<bool>;
  { log.Flush() } -> std::same_as<absl::Status>;
  // The last kTailLines lines of a source that were written, the oldest first, without their newlines; sees all
  // that a Flush() has written before.
  { log.Tail(source) } -> std::same_as<std::vector<std::string>>;
  { constant.stats() } -> std::same_as<Stats>;
  // Bytes held for the tails and for what was interned: objects, and the heap blocks they hold, without malloc's own
  // overhead and without the queues, whose size is fixed.
  { log.RetainedBytes() } -> std::same_as<size_t>;
};

using impls::Fd;

// Opens a file for appending, made with mode 0644 if there is none. Where a process was killed in the middle of a line,
// that line is ended first, marked. The errno's canonical code, with the path and the way out.
absl::StatusOr<Fd> OpenLog(const std::filesystem::path& path);

// What follows is shared by the implementations.

// OK, or INVALID_ARGUMENT with the value and the limit.
absl::Status CheckOptions(const Options& options);
absl::Status CheckName(std::string_view name);
absl::Status CheckTemplate(std::string_view text);

// What a string holds beside itself.
inline size_t HeapBytes(const std::string& text) {
  const bool is_inside = text.capacity() <= std::string().capacity();
  return is_inside ? 0 : text.capacity() + 1;
}

constexpr char Letter(Severity severity) { return "IWE"[static_cast<size_t>(severity)]; }

}  // namespace log_aggregator

#endif  // PAWL_IMPLS_LOG_AGGREGATOR_LOG_AGGREGATOR_H_
