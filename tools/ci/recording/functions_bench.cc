// What the statistics are tried on: functions that a noisy machine treats differently (latency-bound, allocating,
// cache-heavy, memory-bound, branchy, vectorised), each of which does `units` units of work an iteration. units:105
// beside units:100 is a slowdown of exactly 5 %, really executed, without a change of code. For some tasks there is a
// second implementation.

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "benchmark/benchmark.h"

namespace {

std::mt19937_64 Seeded() { return std::mt19937_64(20220819); }

// Runs `unit`(i) for i in 0..units-1 and consumes what it returns.
template <typename Unit>
void Iterate(benchmark::State& state, Unit unit) {
  const int64_t units = state.range(0);
  for (auto _ : state) {
    for (int64_t i = 0; i < units; ++i) {
      auto result = unit(i);
      benchmark::DoNotOptimize(result);
    }
  }
}

uint64_t Mix(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  return x ^ (x >> 27);
}

// Each hash waits for the one before: bound by latency alone.
void HashChain(benchmark::State& state) {
  uint64_t hash = 1;
  Iterate(state, [&](int64_t) {
    for (int i = 0; i < 40; ++i) hash = Mix(hash);
    return hash;
  });
}

// Grows a string from nothing: allocates and copies.
void StringAppend(benchmark::State& state) {
  Iterate(state, [](int64_t) {
    std::string text;
    for (int i = 0; i < 24; ++i) text += "0123456789abcdef";
    return text.size();
  });
}

void StringReserve(benchmark::State& state) {
  Iterate(state, [](int64_t) {
    std::string text;
    text.reserve(24 * 16);
    for (int i = 0; i < 24; ++i) text += "0123456789abcdef";
    return text.size();
  });
}

const std::vector<std::pair<uint64_t, uint64_t>>& Entries() {
  static const auto& entries = *[] {
    auto* made = new std::vector<std::pair<uint64_t, uint64_t>>;
    auto random = Seeded();
    for (int i = 0; i < 8000; ++i) made->emplace_back(random(), i);
    return made;
  }();
  return entries;
}

// Some 400 KB: more than the caches next to the core hold.
void HashMapLookup(benchmark::State& state) {
  static const std::unordered_map<uint64_t, uint64_t> map(Entries().begin(), Entries().end());
  Iterate(state, [](int64_t i) {
    uint64_t sum = 0;
    for (size_t k = 0; k < 8; ++k) sum += map.at(Entries()[(static_cast<size_t>(i) * 977 + k * 131) % 8000].first);
    return sum;
  });
}

void SortedVectorLookup(benchmark::State& state) {
  static const auto sorted = [] {
    auto entries = Entries();
    std::sort(entries.begin(), entries.end());
    return entries;
  }();
  Iterate(state, [](int64_t i) {
    uint64_t sum = 0;
    for (size_t k = 0; k < 8; ++k) {
      const uint64_t key = Entries()[(static_cast<size_t>(i) * 977 + k * 131) % 8000].first;
      sum += std::lower_bound(sorted.begin(), sorted.end(), std::pair(key, uint64_t{0}))->second;
    }
    return sum;
  });
}

std::array<uint32_t, 60> Unsorted() {
  std::array<uint32_t, 60> values;
  auto random = Seeded();
  for (uint32_t& value : values) value = static_cast<uint32_t>(random());
  return values;
}

void Sort(benchmark::State& state) {
  static const auto unsorted = Unsorted();
  Iterate(state, [](int64_t) {
    auto values = unsorted;
    std::sort(values.begin(), values.end());
    return values[30];
  });
}

void StableSort(benchmark::State& state) {
  static const auto unsorted = Unsorted();
  Iterate(state, [](int64_t) {
    auto values = unsorted;
    std::stable_sort(values.begin(), values.end());
    return values[30];
  });
}

// Blocks of many sizes, freed in another order than they were made.
void MallocFree(benchmark::State& state) {
  Iterate(state, [](int64_t i) {
    std::array<void*, 16> blocks;
    for (size_t k = 0; k < blocks.size(); ++k) {
      blocks[k] = std::malloc(16 + ((static_cast<size_t>(i) + k * 7) % 61) * 16);
      benchmark::DoNotOptimize(blocks[k]);
    }
    for (size_t k = 0; k < blocks.size(); ++k) std::free(blocks[(k * 5) % blocks.size()]);
    return i;
  });
}

void FreeList(benchmark::State& state) {
  static std::vector<void*> list;
  if (list.empty()) {
    for (int k = 0; k < 16; ++k) list.push_back(std::malloc(1024));
  }
  Iterate(state, [](int64_t i) {
    std::array<void*, 16> blocks;
    for (void*& block : blocks) {
      block = list.back();
      list.pop_back();
      benchmark::DoNotOptimize(block);
    }
    for (size_t k = 0; k < blocks.size(); ++k) list.push_back(blocks[(k * 5) % blocks.size()]);
    return i;
  });
}

std::string Digits() {
  std::string text;
  auto random = Seeded();
  for (int i = 0; i < 60; ++i) text += std::to_string(random() % 1000000) + (i % 7 == 0 ? "\n" : " ");
  return text;
}

// Branches on every byte.
void Parse(benchmark::State& state) {
  static const std::string text = Digits();
  Iterate(state, [](int64_t) {
    uint64_t sum = 0;
    uint64_t number = 0;
    for (char c : text) {
      if (c >= '0' && c <= '9') {
        number = number * 10 + static_cast<uint64_t>(c - '0');
      } else if (c == ' ' || c == '\n') {
        sum += number;
        number = 0;
      }
    }
    return sum;
  });
}

void ParseByTable(benchmark::State& state) {
  static const std::string text = Digits();
  static const auto table = [] {
    std::array<int8_t, 256> values;
    values.fill(-1);
    for (char c = '0'; c <= '9'; ++c) values[static_cast<uint8_t>(c)] = static_cast<int8_t>(c - '0');
    return values;
  }();
  Iterate(state, [](int64_t) {
    uint64_t sum = 0;
    uint64_t number = 0;
    for (char c : text) {
      const int8_t digit = table[static_cast<uint8_t>(c)];
      sum += digit < 0 ? number : 0;
      number = digit < 0 ? 0 : number * 10 + static_cast<uint64_t>(digit);
    }
    return sum;
  });
}

// 32 MB in one random cycle: every step misses the caches.
void PointerChase(benchmark::State& state) {
  struct alignas(64) Node {
    uint32_t next;
  };
  static const auto nodes = [] {
    std::vector<Node> made(size_t{1} << 19);
    std::vector<uint32_t> order(made.size());
    std::iota(order.begin(), order.end(), 0U);
    auto random = Seeded();
    std::shuffle(order.begin(), order.end(), random);
    for (size_t i = 0; i < order.size(); ++i) made[order[i]].next = order[(i + 1) % order.size()];
    return made;
  }();
  uint32_t at = 0;
  Iterate(state, [&](int64_t) {
    for (int i = 0; i < 3; ++i) at = nodes[at].next;
    return at;
  });
}

// Reads and writes whole cache lines of a buffer beyond the near caches.
void Copy(benchmark::State& state) {
  static const std::vector<char> source(64 * 1024, 'x');
  static std::vector<char> target(64 * 1024);
  Iterate(state, [](int64_t i) {
    const size_t at = static_cast<size_t>(i) % 16 * 4096;
    std::memcpy(target.data() + at, source.data() + at, 4096);
    benchmark::ClobberMemory();
    return target[at];
  });
}

void Matrix(benchmark::State& state) {
  constexpr size_t kSize = 16;
  using Square = std::array<std::array<float, kSize>, kSize>;
  static Square a{};
  static Square b{};
  for (size_t i = 0; i < kSize; ++i) {
    for (size_t j = 0; j < kSize; ++j) {
      a[i][j] = static_cast<float>(i + j);
      b[i][j] = static_cast<float>(i) - static_cast<float>(j);
    }
  }
  Iterate(state, [](int64_t) {
    Square c{};
    for (size_t i = 0; i < kSize; ++i) {
      for (size_t k = 0; k < kSize; ++k) {
        for (size_t j = 0; j < kSize; ++j) c[i][j] += a[i][k] * b[k][j];
      }
    }
    return c[7][9];
  });
}

void BinarySearch(benchmark::State& state) {
  static const auto sorted = [] {
    std::vector<uint32_t> values(100000);
    std::iota(values.begin(), values.end(), 0U);
    return values;
  }();
  Iterate(state, [](int64_t i) {
    size_t sum = 0;
    for (uint64_t k = 0; k < 4; ++k) {
      const auto key = static_cast<uint32_t>(Mix(static_cast<uint64_t>(i) * 4 + k) % sorted.size());
      sum += static_cast<size_t>(std::lower_bound(sorted.begin(), sorted.end(), key) - sorted.begin());
    }
    return sum;
  });
}

struct Shape {
  virtual ~Shape() = default;
  virtual int64_t Area(int64_t side) const = 0;
};
template <int kFactor>
struct ScaledShape : Shape {
  int64_t Area(int64_t side) const override { return side * side / kFactor; }
};

// Indirect calls in an order that the predictor can't learn.
void Dispatch(benchmark::State& state) {
  static const auto shapes = [] {
    std::vector<std::unique_ptr<Shape>> made;
    auto random = Seeded();
    for (int i = 0; i < 256; ++i) {
      switch (random() % 4) {
        case 0:
          made.push_back(std::make_unique<ScaledShape<1>>());
          break;
        case 1:
          made.push_back(std::make_unique<ScaledShape<2>>());
          break;
        case 2:
          made.push_back(std::make_unique<ScaledShape<3>>());
          break;
        default:
          made.push_back(std::make_unique<ScaledShape<4>>());
      }
    }
    return made;
  }();
  Iterate(state, [](int64_t i) {
    int64_t sum = 0;
    for (size_t k = 0; k < 32; ++k) sum += shapes[(static_cast<size_t>(i) * 32 + k) % 256]->Area(i);
    return sum;
  });
}

// A tree that gains and loses a node: allocates, and follows pointers.
void TreeUpdate(benchmark::State& state) {
  static std::map<uint64_t, uint64_t> tree(Entries().begin(), Entries().begin() + 1000);
  Iterate(state, [](int64_t i) {
    const uint64_t key = Mix(static_cast<uint64_t>(i));
    tree.emplace(key, key);
    tree.erase(key);
    return tree.size();
  });
}

void FormatNumbers(benchmark::State& state) {
  Iterate(state, [](int64_t i) {
    std::array<char, 256> text;
    char* at = text.data();
    for (uint64_t k = 0; k < 8; ++k)
      at = std::to_chars(at, text.data() + text.size(), Mix(static_cast<uint64_t>(i) + k)).ptr;
    return *(at - 1);
  });
}

void EachAmountOfWork(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgName("units");
  for (int64_t units : {100, 102, 105, 110}) benchmark->Arg(units);
}

BENCHMARK(HashChain)->Apply(EachAmountOfWork);
BENCHMARK(StringAppend)->Apply(EachAmountOfWork);
BENCHMARK(HashMapLookup)->Apply(EachAmountOfWork);
BENCHMARK(Sort)->Apply(EachAmountOfWork);
BENCHMARK(MallocFree)->Apply(EachAmountOfWork);
BENCHMARK(Parse)->Apply(EachAmountOfWork);
BENCHMARK(PointerChase)->Apply(EachAmountOfWork);
BENCHMARK(Copy)->Apply(EachAmountOfWork);
BENCHMARK(Matrix)->Apply(EachAmountOfWork);
BENCHMARK(BinarySearch)->Apply(EachAmountOfWork);
BENCHMARK(Dispatch)->Apply(EachAmountOfWork);
BENCHMARK(TreeUpdate)->Apply(EachAmountOfWork);
BENCHMARK(FormatNumbers)->Apply(EachAmountOfWork);

BENCHMARK(StringReserve)->ArgName("units")->Arg(100);
BENCHMARK(SortedVectorLookup)->ArgName("units")->Arg(100);
BENCHMARK(StableSort)->ArgName("units")->Arg(100);
BENCHMARK(FreeList)->ArgName("units")->Arg(100);
BENCHMARK(ParseByTable)->ArgName("units")->Arg(100);

}  // namespace
