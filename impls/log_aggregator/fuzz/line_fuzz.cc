#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "impls/log_aggregator/impls.h"
#include "impls/log_aggregator/line.h"

namespace log_aggregator {
namespace {

void Check(bool is_right, const char* what, const std::string& line) {
  if (is_right) return;
  std::fprintf(stderr, "%s: %s\n", what, line.c_str());
  std::abort();
}

// A message with two texts and a number.
struct Message {
  std::string_view text, first, second;
  double number;
};

// The text of the line that the baseline implementation writes.
std::string BaselineText(const Message& message) {
  static const Fd file(memfd_create("log", MFD_CLOEXEC));
  static const std::unique_ptr<Baseline> log = [] {
    Options options;
    options.file = file.get();
    return Baseline::Make(options).value();
  }();
  lseek(file.get(), 0, SEEK_SET);
  log->Log(Severity::kInfo, Baseline::AddSource("a").value(), Baseline::AddTemplate(message.text).value(),
           message.first, message.number, message.second);
  std::string bytes(static_cast<size_t>(lseek(file.get(), 0, SEEK_CUR)), '\0');
  Check(pread(file.get(), bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()), "cannot read", "");
  Check(bytes.find('\n') == bytes.size() - 1, "not one line", bytes);
  bytes.pop_back();
  corpus::Line line;
  Check(corpus::ReadLine(bytes, line), "not a line", bytes);
  return line.text;
}

std::string OptimizedText(const Message& message) {
  std::string arguments(message.first.size() + message.second.size() + 3 * kMaxArgumentHeaderBytes + sizeof(double),
                        '\0');
  size_t left_bytes = kMaxTextBytes;
  char* to = StoreCut(arguments.data(), message.first, left_bytes);
  to = StoreArgument(to, message.number);
  StoreCut(to, message.second, left_bytes);
  std::string text(kMaxLineBytes, '\0');
  const char* const end = ParsedTemplate(message.text).AppendMessage(text.data(), arguments.data(), 3);
  text.resize(static_cast<size_t>(end - text.data()));
  return text;
}

}  // namespace
}  // namespace log_aggregator

// Whatever is logged becomes one line, the same by all implementations, without a marker unless something was cut. The
// first ten bytes are the number and the sizes of template and first text, the rest is these and the second text.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 10) return 0;
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  log_aggregator::Message message = {};
  std::memcpy(&message.number, bytes.data(), sizeof message.number);
  message.text = bytes.substr(10).substr(0, data[8]);
  message.first = bytes.substr(10 + message.text.size()).substr(0, size_t{data[9]} * 16);
  message.second = bytes.substr(10 + message.text.size() + message.first.size());
  const std::string text = log_aggregator::OptimizedText(message);
  log_aggregator::Check(text == log_aggregator::BaselineText(message), "unlike the baseline implementation", text);
  const bool is_cut = message.first.size() + message.second.size() > log_aggregator::kMaxTextBytes;
  log_aggregator::Check(log_aggregator::corpus::HasMarker(text) == is_cut, "a marker that nobody set", text);
  return 0;
}
