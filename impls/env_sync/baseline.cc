#include "impls/env_sync/baseline.h"

#include <vector>

#include "impls/env_sync/transfer.h"

namespace env_sync {
namespace {

struct Owned {
  size_t path;
  std::string key, value;
  int64_t version;
};

int AbortIfStopped(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::stop_token*>(stop)->stop_requested() ? 1 : 0;
}

}  // namespace

Step::Kind Baseline::Run(Call& call, const std::stop_token& stop, bool abandons) const {
  while (true) {
    if (stop.stop_requested()) {
      call.Drop();
      return Step::Kind::kEnd;
    }
    Transfer transfer(options_);
    Exchange exchange;
    exchange.end = Exchange::End::kUnsupported;
    exchange.trouble = "it cannot be initialized";
    if (CURL* const curl = transfer.handle(); curl != nullptr) {
      transfer.Begin(call.Next());
      curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(options_.request_timeout.count()));
      curl_easy_setopt(curl, CURLOPT_NOPROGRESS, abandons ? 0L : 1L);
      curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, AbortIfStopped);
      curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &stop);
      exchange = transfer.End(curl_easy_perform(curl));
    }
    const Step step = call.OnEnd(exchange);
    if (step.kind != Step::Kind::kAgain) return step.kind;
    if (step.wait.count() > 0) options_.timing->Sleep(step.wait, stop);
  }
}

PushResult Baseline::Push(std::string_view path, std::span<const Entry> entries, const std::stop_token& stop) {
  PushResult result = CheckEntries(path, entries, options_);
  if (!result.status.ok()) return result;
  Backoff backoff(options_);
  for (size_t i = 0; i < entries.size(); ++i) {
    PutCall call(path, entries[i], options_, backoff, result.reports[i]);
    if (Run(call, stop, /*abandons=*/false) == Step::Kind::kEnd) break;
  }
  Conclude(result, stop);
  return result;
}

absl::Status Baseline::Pull(std::span<const std::string> paths, const Sink& sink, const std::stop_token& stop) {
  absl::Status status = CheckOptions(options_);
  for (const std::string& path : paths) status.Update(CheckPath(path));
  if (!status.ok()) return status;
  Backoff backoff(options_);
  std::vector<Owned> all;
  const Sink gather = [&all](const Pulled& pulled) {
    all.push_back({pulled.path, std::string(pulled.key), std::string(pulled.value), pulled.version});
    return absl::OkStatus();
  };
  for (size_t i = 0; i < paths.size(); ++i) {
    PagesCall call(i, paths[i], options_, backoff, gather, stop, status);
    if (Run(call, stop, /*abandons=*/true) == Step::Kind::kEnd) return stop.stop_requested() ? Cancelled() : status;
  }
  for (const Owned& owned : all) {
    if (stop.stop_requested()) return Cancelled();
    status = sink({owned.path, owned.key, owned.value, owned.version});
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace env_sync
