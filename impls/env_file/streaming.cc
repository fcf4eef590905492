#include "impls/env_file/streaming.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

namespace env_file {

void Streaming::Reader::FreeWindow::operator()(char* window) const { std::free(window); }

Streaming::Reader::Reader(Source& source, const Options& options, const Lookup& earlier)
    : source_(source), options_(options), parser_(source.name(), options, earlier) {}

// Moves what is unread to the front of the window, behind it as much of the file as fits, and gives that to the parser.
void Streaming::Reader::Fill() {
  const std::string_view unread = parser_.unread();
  if (!unread.empty()) std::memmove(window_.get(), unread.data(), unread.size());
  if (unread.size() == capacity_bytes_) {
    const size_t more_bytes = std::max<size_t>(capacity_bytes_ / 4, 1);
    const size_t want_bytes = std::max(options_.window_bytes, capacity_bytes_ + more_bytes);
    // The C library moves a large block by its pages: old and new window never lie in memory both.
    char* const window = static_cast<char*>(std::realloc(window_.get(), want_bytes));
    if (window == nullptr) {
      parser_.Fail(
          absl::ResourceExhaustedError(source_.name() + ": cannot allocate " + std::to_string(want_bytes) +
                                       " bytes for one entry. Free memory, or lower window_bytes or max_entry_bytes"));
      return;
    }
    static_cast<void>(window_.release());  // realloc has taken it
    window_.reset(window);
    capacity_bytes_ = want_bytes;
  }

  size_t size = unread.size();
  bool is_last = false;
  while (size < capacity_bytes_ && !is_last && !options_.stop.stop_requested()) {
    const absl::StatusOr<size_t> got = source_.Read(window_.get() + size, capacity_bytes_ - size);
    if (!got.ok()) {
      parser_.Fail(got.status());
      return;
    }
    is_last = *got == 0;
    size += *got;
  }
  parser_.Provide({window_.get(), size}, is_last);
}

absl::StatusOr<FlatTable> Streaming::Parse(std::string_view text, std::string_view name, const Options& options) {
  FlatTable table;
  TextSource source(text, std::string(name));
  const Lookup earlier = [&table](std::string_view key) { return table.Find(key); };
  Reader reader(source, options, earlier);
  const absl::StatusOr<Summary> summary = Visit(
      reader, [&table](const Variable& variable) { table.SetKeepingKey(variable.key, table.Keep(variable.value)); });
  if (!summary.ok()) return summary.status();
  table.set_summary(*summary);
  return table;
}

}  // namespace env_file
