// Ordinary benchmarks: nothing in this file knows of Pawl.
#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "benchmark/benchmark.h"
#include "search.h"

namespace {

std::vector<std::string> some_documents(int64_t count) {
  std::vector<std::string> documents;
  for (int64_t i = 0; i < count; ++i) {
    documents.push_back("a document about number_" + std::to_string(i) + " and about topic_" + std::to_string(i % 7));
  }
  return documents;
}

void BM_Build(benchmark::State& state) {
  const std::vector<std::string> documents = some_documents(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(search::index(documents));
  state.SetComplexityN(state.range(0));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_Build)->RangeMultiplier(4)->Range(16, 256)->Complexity(benchmark::oN);

class index_fixture : public benchmark::Fixture {
 public:
  void SetUp(const benchmark::State& state) override {
    if (state.thread_index() == 0) index_ = std::make_unique<search::index>(some_documents(state.range(0)));
  }
  void TearDown(const benchmark::State& state) override {
    if (state.thread_index() == 0) index_.reset();
  }

 protected:
  std::unique_ptr<search::index> index_;
};

BENCHMARK_DEFINE_F(index_fixture, Find)(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(index_->find("topic_3"));
  state.counters["documents"] = static_cast<double>(index_->find("topic_3").size());
}
BENCHMARK_REGISTER_F(index_fixture, Find)->Arg(64)->Arg(700);

BENCHMARK_DEFINE_F(index_fixture, FindShared)(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(index_->find("topic_3"));
}
BENCHMARK_REGISTER_F(index_fixture, FindShared)->Arg(700)->Threads(2)->UseRealTime();

template <typename map>
void BM_CountWords(benchmark::State& state) {
  std::string text;
  for (const std::string& document : some_documents(32)) text += document + " ";
  for (auto _ : state) benchmark::DoNotOptimize(search::count_words<map>(text));
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(text.size()));
}
BENCHMARK_TEMPLATE(BM_CountWords, std::map<std::string, int>);
BENCHMARK_TEMPLATE(BM_CountWords, std::unordered_map<std::string, int>);

void BM_SortFound(benchmark::State& state) {
  std::vector<size_t> found(512);
  for (auto _ : state) {
    state.PauseTiming();
    for (size_t i = 0; i < found.size(); ++i) found[i] = (i * 7919) % found.size();
    state.ResumeTiming();
    std::sort(found.begin(), found.end());
    benchmark::ClobberMemory();
  }
}
BENCHMARK(BM_SortFound);

void BM_FindTimedByHand(benchmark::State& state) {
  const search::index index(some_documents(64));
  for (auto _ : state) {
    const auto begin = std::chrono::steady_clock::now();
    benchmark::DoNotOptimize(index.find("document"));
    state.SetIterationTime(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
}
BENCHMARK(BM_FindTimedByHand)->UseManualTime();

}  // namespace
