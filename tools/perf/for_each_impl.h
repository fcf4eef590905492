#ifndef PAWL_TOOLS_PERF_FOR_EACH_IMPL_H_
#define PAWL_TOOLS_PERF_FOR_EACH_IMPL_H_

#include <initializer_list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "benchmark/benchmark.h"
#include "tools/worker/answers.h"
#include "tools/worker/recorded_sizes.h"

namespace pawl {

// Which clock judges a case: the CPU time of the thread that runs its body, pinned to one CPU; or wall time, not
// pinned, for a body whose work is done by other threads, too.
enum class JudgedBy { kThreadCpuTime, kWallTime };

namespace internal {

// Builds its fixture on first use and keeps it for the life of the process: Google Benchmark calls a benchmark's
// function once per slice, and a slice must not pay for set-up. Safe to Get() from several threads.
template <typename Make>
class KeptFixture {
 public:
  using Fixture = std::invoke_result_t<Make>;

  explicit KeptFixture(Make make) : make_(std::move(make)) {}

  Fixture& Get() {
    std::call_once(once_, [this] { fixture_.emplace(make_()); });
    return *fixture_;
  }

 private:
  Make make_;
  std::once_flag once_;
  std::optional<Fixture> fixture_;
};

inline std::string Label(int64_t value) { return std::to_string(value); }
inline std::string Label(std::string_view value) { return std::string(value); }

template <typename Impl, typename Value, typename MakeFixture, typename Body, typename Answer>
void RegisterCase(const std::string& operation, const std::string& key, const Value& value, const MakeFixture& make,
                  const Body& body, const Answer& answer, JudgedBy clock) {
  std::string name = operation + "/impl:" + std::string(Impl::kName) + "/" + key + ":" + Label(value);
  auto build = [make, value] { return make.template operator()<Impl>(value); };
  auto fixture = std::make_shared<KeptFixture<decltype(build)>>(build);
  auto* const registered =
      benchmark::RegisterBenchmark(name, [fixture, body](benchmark::State& state) { body(state, fixture->Get()); });
  if (clock == JudgedBy::kWallTime) {
    registered->UseRealTime();
    name += "/real_time";  // as the library does
  }
  Answers()[name] = [fixture, answer] { return std::string(answer(fixture->Get())); };
}

template <typename List>
struct Each;

template <template <typename...> class List, typename... Impl>
struct Each<List<Impl...>> {
  template <typename... Args>
  static void Register(const Args&... args) {
    (RegisterCase<Impl>(args...), ...);
  }
};

}  // namespace internal

// Registers one benchmark per implementation and input, named `operation/impl:<kName>/<key>:<value>`.
//
//   Impls    any variadic type list of implementations, the reference first; each has `static constexpr kName`
//   values   inputs, integers or strings; each becomes the last part of a case name
//   make     `[]<typename Impl>(value)` -> the case's input and object; called once per process and case, on first use
//   body     `[](benchmark::State&, fixture&)`: the measured loop, an ordinary Google Benchmark body
//   answer   `[](fixture&)` -> text or bytes that every implementation must return alike for one value; computed once
//            before any timing. A difference is an error and nothing is timed.
//   clock    what judges it; the names of cases that wall time judges end in `/real_time`
//
// Returns 0, so that a namespace-scope constant can hold the registration. Call it before main.
//
//   const int kSum = pawl::ForEachImpl<sums::Impls>(
//       "sums/Sum", "numbers", {64, 4096},
//       []<typename Impl>(int64_t n) { return std::pair(Impl(), corpus::Numbers(n)); },
//       [](benchmark::State& state, auto& f) { for (auto _ : state) benchmark::DoNotOptimize(f.first.Sum(f.second)); },
//       [](auto& f) { return std::to_string(f.first.Sum(f.second)); });
template <typename Impls, typename Value, typename MakeFixture, typename Body, typename Answer>
int ForEachImpl(const std::string& operation, const std::string& key, std::initializer_list<Value> values,
                const MakeFixture& make, const Body& body, const Answer& answer,
                JudgedBy clock = JudgedBy::kThreadCpuTime) {
  for (const Value& value : values) internal::Each<Impls>::Register(operation, key, value, make, body, answer, clock);
  return 0;
}

// Records sizeof(T), which the gate compares with the stored one: a byte more is a regression, unless a limit on
// `sizeof` says otherwise.
//
//   name     a name as cases have, which no case and no other type has; claims and limits use it
//
// Returns 0, so that a namespace-scope constant can hold the registration. Call it before main.
//
//   const int kSize = pawl::RecordSizeof<sums::Optimized>("sums/Object/impl:optimized");
template <typename T>
int RecordSizeof(const std::string& name) {
  RecordedSizes().push_back({name, sizeof(T)});
  return 0;
}

}  // namespace pawl

#endif  // PAWL_TOOLS_PERF_FOR_EACH_IMPL_H_
