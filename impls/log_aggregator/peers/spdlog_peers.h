#ifndef PAWL_IMPLS_LOG_AGGREGATOR_PEERS_SPDLOG_PEERS_H_
#define PAWL_IMPLS_LOG_AGGREGATOR_PEERS_SPDLOG_PEERS_H_

#include <spdlog/async.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "impls/log_aggregator/log_aggregator.h"

// spdlog 1.10 behind the calls that benchmarks make: one logger for each source, one sink for all, the same lines.
// Log(), Flush() and their order for each source are as in the contract; escaping, tails, lost lines and crashes are
// not.
namespace log_aggregator::peers {

// What spdlog's basic_file_sink does, for a descriptor, and with a count of flushes: an asynchronous flush() returns
// before it is done.
class SpdlogSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit SpdlogSink(int fd) : file_(fdopen(dup(fd), "a")) {}
  ~SpdlogSink() override {
    if (file_ != nullptr) std::fclose(file_);
  }
  SpdlogSink(const SpdlogSink&) = delete;
  SpdlogSink& operator=(const SpdlogSink&) = delete;

  bool is_open() const { return file_ != nullptr; }
  uint64_t flushes() const { return flushes_.load(); }
  void WaitForFlush(uint64_t after) const {
    for (uint64_t seen = 0; (seen = flushes_.load()) <= after;) flushes_.wait(seen);
  }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t formatted;
    formatter_->format(message, formatted);
    std::fwrite(formatted.data(), 1, formatted.size(), file_);
  }
  void flush_() override {
    std::fflush(file_);
    flushes_.fetch_add(1);
    flushes_.notify_all();
  }

 private:
  std::FILE* const file_;
  std::atomic<uint64_t> flushes_ = 0;
};

class SpdlogBase {
 public:
  struct Source {
    spdlog::logger* logger;
  };
  struct Template {
    std::string_view text;  // as it was given, borrowed
  };

  absl::StatusOr<Template> AddTemplate(std::string_view text) { return Template{text}; }

  template <typename... Arguments>
  bool Log(Severity severity, Source source, Template message, const Arguments&... arguments) {
    static constexpr spdlog::level::level_enum kLevels[] = {spdlog::level::info, spdlog::level::warn,
                                                            spdlog::level::err};
    source.logger->log(kLevels[static_cast<size_t>(severity)], fmt::runtime(message.text), arguments...);
    return true;
  }

 protected:
  explicit SpdlogBase(const Options& options) : sink_(std::make_shared<SpdlogSink>(options.file)) {}
  ~SpdlogBase() = default;

  Source Keep(std::shared_ptr<spdlog::logger> logger) {
    logger->set_formatter(
        std::make_unique<spdlog::pattern_formatter>("%Y-%m-%dT%H:%M:%S.%eZ %L %n %v", spdlog::pattern_time_type::utc));
    loggers_.push_back(std::move(logger));
    return {loggers_.back().get()};
  }
  absl::Status Opened() const {
    return sink_->is_open() ? absl::OkStatus() : absl::InternalError("cannot open the descriptor of the log as a FILE");
  }

  std::shared_ptr<SpdlogSink> sink_;
  std::vector<std::shared_ptr<spdlog::logger>> loggers_;
};

// Formats and writes in the caller's thread, under the sink's lock, into stdio's buffer.
class SpdlogSync : public SpdlogBase {
 public:
  static constexpr std::string_view kName = "spdlog_sync";

  static absl::StatusOr<std::unique_ptr<SpdlogSync>> Make(const Options& options) {
    std::unique_ptr<SpdlogSync> made(new SpdlogSync(options));
    if (absl::Status status = made->Opened(); !status.ok()) return status;
    return made;
  }

  absl::StatusOr<Source> AddSource(std::string_view name) {
    return Keep(std::make_shared<spdlog::logger>(std::string(name), sink_));
  }

  absl::Status Flush() {
    sink_->flush();
    return absl::OkStatus();
  }

 private:
  using SpdlogBase::SpdlogBase;
};

// Formats the message in the caller's thread; one other writes. A queue of 8192, spdlog's default, that blocks when it
// is full.
class SpdlogAsync : public SpdlogBase {
 public:
  static constexpr std::string_view kName = "spdlog_async";

  static absl::StatusOr<std::unique_ptr<SpdlogAsync>> Make(const Options& options) {
    std::unique_ptr<SpdlogAsync> made(new SpdlogAsync(options));
    if (absl::Status status = made->Opened(); !status.ok()) return status;
    return made;
  }

  absl::StatusOr<Source> AddSource(std::string_view name) {
    return Keep(
        std::make_shared<spdlog::async_logger>(std::string(name), sink_, pool_, spdlog::async_overflow_policy::block));
  }

  absl::Status Flush() {
    const uint64_t before = sink_->flushes();
    if (loggers_.empty()) return absl::OkStatus();
    loggers_.front()->flush();
    sink_->WaitForFlush(before);
    return absl::OkStatus();
  }

 private:
  using SpdlogBase::SpdlogBase;

  std::shared_ptr<spdlog::details::thread_pool> pool_ =
      std::make_shared<spdlog::details::thread_pool>(spdlog::details::default_async_q_size, 1);
};

}  // namespace log_aggregator::peers

#endif  // PAWL_IMPLS_LOG_AGGREGATOR_PEERS_SPDLOG_PEERS_H_
