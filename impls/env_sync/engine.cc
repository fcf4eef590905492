#include "impls/env_sync/engine.h"

#include <algorithm>

namespace env_sync {
namespace {

using std::chrono::milliseconds;

// How long a wait may last without looking at deadlines. Nothing depends on it but how exactly a time-out is kept.
constexpr milliseconds kLongestPoll{100};

}  // namespace

Engine::Engine(const Options& options)
    : options_(options), multi_(InitializeCurl() ? curl_multi_init() : nullptr), pacer_(options.concurrency) {
  // As many as can be in use: libcurl closes others.
  if (multi_ != nullptr) {
    curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(std::max<size_t>(options.concurrency, 1)));
  }
}

void Engine::Drive(const Feed& feed, const std::stop_token& stop, bool abandons) {
  // However this ends, nothing of this drive is left for the next.
  const struct Cleaner {
    Engine& engine;
    ~Cleaner() { engine.Abandon(); }
  } cleaner{*this};
  fed_ = true;
  ended_ = false;
  const std::stop_callback wake(stop, [this] {
    if (multi_ != nullptr) curl_multi_wakeup(multi_.get());
  });
  while (!ended_) {
    if (stop.stop_requested()) {
      DropWaiting();
      if (abandons || running_ == 0) break;
    } else {
      BeginAll(feed);
      if (ended_ || (running_ == 0 && waiting_.empty())) break;
    }
    if (running_ > 0) {
      Await();
    } else if (!waiting_.empty()) {
      const auto next = std::min_element(waiting_.begin(), waiting_.end(),
                                         [](const Waiting& a, const Waiting& b) { return a.due < b.due; });
      const auto wait = std::chrono::ceil<milliseconds>(next->due - options_.timing->Now());
      if (wait.count() > 0) options_.timing->Sleep(wait, stop);
    }
  }
  if (stop.stop_requested()) {
    for (const auto& slot : slots_) {
      if (slot->call != nullptr) slot->call->Drop();
    }
  }
}

void Engine::BeginAll(const Feed& feed) {
  const auto now = options_.timing->Now();
  while (running_ < pacer_.limit()) {
    const auto due = std::find_if(waiting_.begin(), waiting_.end(), [now](const Waiting& w) { return w.due <= now; });
    std::unique_ptr<Call> call;
    if (due != waiting_.end()) {
      call = std::move(due->call);
      waiting_.erase(due);
    } else if (fed_) {
      call = feed();
      fed_ = call != nullptr;
    }
    if (call == nullptr) return;
    Begin(std::move(call));
    if (ended_) return;
  }
}

Engine::Slot& Engine::FreeSlot() {
  for (const auto& slot : slots_) {
    if (slot->call == nullptr) return *slot;
  }
  return *slots_.emplace_back(std::make_unique<Slot>(options_));
}

void Engine::Begin(std::unique_ptr<Call> call) {
  Slot& slot = FreeSlot();
  CURL* const curl = slot.transfer.handle();
  if (multi_ == nullptr || curl == nullptr) {
    Exchange exchange;
    exchange.end = Exchange::End::kUnsupported;
    exchange.trouble = "it cannot be initialized";
    ended_ = call->OnEnd(exchange).kind == Step::Kind::kEnd;
    return;
  }
  slot.transfer.Begin(call->Next());
  curl_easy_setopt(curl, CURLOPT_PRIVATE, &slot);
  slot.call = std::move(call);
  slot.deadline = Clock::now() + options_.request_timeout;
  ++running_;
  curl_multi_add_handle(multi_.get(), curl);
}

// Waits for the network, at most until a retry is due, and hands on what ended.
void Engine::Await() {
  int still_running = 0;
  curl_multi_perform(multi_.get(), &still_running);
  if (static_cast<size_t>(still_running) == running_) {
    milliseconds wait = kLongestPoll;
    if (running_ < pacer_.limit()) {
      for (const Waiting& waiting : waiting_) {
        wait = std::min(wait, std::chrono::ceil<milliseconds>(waiting.due - options_.timing->Now()));
      }
    }
    curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(std::max(wait, milliseconds(0)).count()), nullptr);
    curl_multi_perform(multi_.get(), &still_running);
  }
  int left = 0;
  while (!ended_) {
    const CURLMsg* const message = curl_multi_info_read(multi_.get(), &left);
    if (message == nullptr) break;
    if (message->msg != CURLMSG_DONE) continue;
    void* slot = nullptr;
    const CURLcode code = message->data.result;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &slot);
    OnEnd(*static_cast<Slot*>(slot), code);
  }
  EndOverdue();
}

void Engine::EndOverdue() {
  const auto now = Clock::now();
  for (size_t i = 0; i < slots_.size() && !ended_; ++i) {
    if (slots_[i]->call != nullptr && slots_[i]->deadline < now) OnEnd(*slots_[i], CURLE_OPERATION_TIMEDOUT);
  }
}

void Engine::OnEnd(Slot& slot, CURLcode code) {
  const Exchange exchange = slot.transfer.End(code);
  curl_multi_remove_handle(multi_.get(), slot.transfer.handle());
  std::unique_ptr<Call> call = std::move(slot.call);
  --running_;
  const auto before = Clock::now();
  const Step step = call->OnEnd(exchange);
  // The caller's sink ran meanwhile, which is not the other transfers' time.
  const auto spent = Clock::now() - before;
  for (const auto& other : slots_) other->deadline += spent;
  if (step.is_overload) {
    pacer_.OnThrottled();
  } else if (exchange.end == Exchange::End::kAnswered && exchange.http_status == 200) {
    pacer_.OnSuccess();
  }
  ended_ = step.kind == Step::Kind::kEnd;
  if (step.kind == Step::Kind::kAgain) waiting_.push_back({options_.timing->Now() + step.wait, std::move(call)});
}

void Engine::DropWaiting() {
  for (const Waiting& waiting : waiting_) waiting.call->Drop();
  waiting_.clear();
}

// A transfer that is removed before it ended loses its connection: libcurl keeps only those that are at rest.
void Engine::Abandon() {
  waiting_.clear();
  for (const auto& slot : slots_) {
    if (slot->call == nullptr) continue;
    curl_multi_remove_handle(multi_.get(), slot->transfer.handle());
    slot->call.reset();
  }
  running_ = 0;
}

}  // namespace env_sync
