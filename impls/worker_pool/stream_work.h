#ifndef PAWL_IMPLS_WORKER_POOL_STREAM_WORK_H_
#define PAWL_IMPLS_WORKER_POOL_STREAM_WORK_H_

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <utility>

#include "impls/worker_pool/chunk_size.h"
#include "impls/worker_pool/helpers.h"
#include "impls/worker_pool/worker_pool.h"

namespace worker_pool {

// One call of Optimized::Stream.
//
// Items are claimed in order and in chunks. Values wait in a ring of at least `window` slots, item i in slot
// i % size; where a chunk begins stands, once it is done, where it ends. Of those who finish chunks one at a time hands
// out, from `handed_` on, whatever is done. Who finds him at it may go: he looks again after he has said that he
// stopped, and they have said what they finished before they looked, both in one order (seq_cst).
template <typename Fn, typename Sink>
class StreamWork final : public Helpers::Work {
 public:
  StreamWork(size_t count, Fn& fn, Sink& sink, const Options& options, Helpers& helpers)
      : fn_(fn),
        sink_(sink),
        options_(options),
        helpers_(helpers),
        window_(std::max<size_t>(std::min(options.window, count), 1)),
        mask_(std::bit_ceil(window_) - 1),
        values_(std::make_unique<ValueOf<Fn>[]>(mask_ + 1)),
        ends_(std::make_unique<std::atomic<size_t>[]>(mask_ + 1)),
        ledger_(count) {}

  Outcome Run() {
    {
      const std::stop_callback on_stop(options_.stop, [this] { ledger_.Stop(); });
      if (ledger_.count() == 1) {
        Help(0);  // nobody is woken for it
      } else if (ledger_.count() > 1) {
        helpers_.Run(*this);
      }
    }
    return ledger_.CloseAt(handed_.load(std::memory_order_relaxed));
  }

  void Help(size_t /*place*/) noexcept override {
    // At most such a part of the window that everybody has a chunk while as many are handed out.
    const size_t most_items = std::max<size_t>(window_ / (2 * (helpers_.threads() + 1)), 1);
    ChunkSize chunk_size(chunk_items_.load(std::memory_order_relaxed), most_items);
    for (size_t begin, end; Claim(chunk_size.items(), begin, end);) {
      const ChunkSize::Clock::time_point start = ChunkSize::Clock::now();
      RunItems(begin, end);
      chunk_size.Took(end - begin, ChunkSize::Clock::now() - start);
      ends_[begin & mask_].store(end, std::memory_order_seq_cst);
      HandOutWhatIsDone();
    }
    chunk_items_.store(chunk_size.items(), std::memory_order_relaxed);
  }

  bool Ask() noexcept override {
    if (CanClaim()) return true;
    // Said before the second look: whoever hands out something does so before he looks for this.
    asked_.store(true, std::memory_order_seq_cst);
    return CanClaim();
  }

 private:
  // Where claims end for now.
  size_t ClaimLimit() const { return std::min(ledger_.limit(), handed_.load(std::memory_order_seq_cst) + window_); }
  bool CanClaim() const { return next_.load(std::memory_order_relaxed) < ClaimLimit(); }

  bool Claim(size_t most_items, size_t& begin, size_t& end) {
    begin = next_.load(std::memory_order_relaxed);
    do {
      const size_t limit = ClaimLimit();
      if (begin >= limit) return false;
      end = std::min(begin + most_items, limit);
    } while (!next_.compare_exchange_weak(begin, end, std::memory_order_relaxed));
    return true;
  }

  // Members in locals, here and below, since the compiler must assume that fn and sink write to them.
  void RunItems(size_t begin, size_t end) {
    ValueOf<Fn>* const values = values_.get();
    const size_t mask = mask_;
    Fn& fn = fn_;
    for (size_t i = begin; i < end && i < ledger_.limit(); ++i) {
      if (!RunItem(fn, i, values[i & mask], ledger_)) break;
    }
  }

  // An end that is left from the ring's last turn is not beyond `begin`.
  bool IsDone(size_t begin, size_t& end) const {
    end = ends_[begin & mask_].load(std::memory_order_seq_cst);
    return end > begin;
  }

  void HandOutWhatIsDone() {
    for (size_t end; IsDone(handed_.load(std::memory_order_relaxed), end);) {
      if (handing_out_.exchange(true, std::memory_order_seq_cst)) return;
      // Not given up by a stream that is over: nobody may hand out what comes after a failed item.
      if (!HandOutChunks()) return;
      handing_out_.store(false, std::memory_order_seq_cst);
    }
  }

  // False if the stream is over, by its limit.
  bool HandOutChunks() {
    ValueOf<Fn>* const values = values_.get();
    const size_t mask = mask_;
    Sink& sink = sink_;
    size_t next = handed_.load(std::memory_order_relaxed);
    for (size_t end; IsDone(next, end);) {
      for (; next < end; ++next) {
        if (next >= ledger_.limit() || !HandOut(sink, next, std::move(values[next & mask]), ledger_)) {
          handed_.store(next, std::memory_order_seq_cst);
          return false;
        }
      }
      handed_.store(next, std::memory_order_seq_cst);
      if (asked_.load(std::memory_order_seq_cst)) {
        asked_.store(false, std::memory_order_relaxed);
        helpers_.Wake();
      }
    }
    return true;
  }

  Fn& fn_;
  Sink& sink_;
  const Options& options_;
  Helpers& helpers_;
  const size_t window_;
  const size_t mask_;
  const std::unique_ptr<ValueOf<Fn>[]> values_;
  const std::unique_ptr<std::atomic<size_t>[]> ends_;
  Ledger ledger_;
  // Written by different threads at different times, hence in cache lines of their own.
  alignas(64) std::atomic<size_t> next_ = 0;  // the first that is not claimed
  alignas(64) std::atomic<size_t> handed_ = 0;
  std::atomic<bool> handing_out_ = false;
  alignas(64) std::atomic<bool> asked_ = false;  // somebody found nothing to claim
  std::atomic<size_t> chunk_items_ = 1;          // of whoever left last
};

}  // namespace worker_pool

#endif  // PAWL_IMPLS_WORKER_POOL_STREAM_WORK_H_
