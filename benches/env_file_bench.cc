#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "benchmark/benchmark.h"
#include "impls/env_file/impls.h"
#include "tools/perf/for_each_impl.h"

namespace {

using env_file::Impls;
using env_file::NoSemantics;
using env_file::Options;
using env_file::Summary;
using env_file::Variable;
namespace corpus = env_file::corpus;

// One for each file that is being read, beside its window, and one for each that was.
const int kReaderSize = pawl::RecordSizeof<env_file::Streaming::Reader>("env_file/Reader/impl:streaming");
const int kTableSize = pawl::RecordSizeof<env_file::Optimized::Table>("env_file/Table/impl:optimized");

// What references find beside earlier keys: always something, and no environment of the machine's.
std::optional<std::string_view> AnyValue(std::string_view) { return "value"; }

struct Case {
  std::string text;
  Options options;

  explicit Case(size_t lines) : text(corpus::TypicalFile(lines)) { options.environment = AnyValue; }
};

template <typename Impl>
struct ParserCase : Case {
  using Case::Case;

  auto Parse() const { return Impl::Parse(text, ".env", options); }

  template <typename Visitor>
  absl::StatusOr<Summary> Visit(Visitor visitor) const {
    env_file::TextSource source(text);
    const env_file::Lookup none;
    typename Impl::Reader reader(source, options, none);
    return env_file::Visit(reader, visitor);
  }
};

void CountBytes(benchmark::State& state, const Case& input) {
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(input.text.size()));
}

std::string Answer(const absl::StatusOr<Summary>& summary, uint64_t digest) {
  if (!summary.ok()) return summary.status().ToString();
  return std::to_string(summary->variables) + " variables, digest " + std::to_string(digest);
}

// Measures parsing a typical file of N lines that lies in memory, with all semantics, into a table by key, and freeing
// the table.
// Does not measure: reading the file from anywhere, or looking anything up but the references in it.
const int kParse = pawl::ForEachImpl<Impls>(
    "env_file/Parse", "lines", {1000, 1000000}, []<typename Impl>(size_t lines) { return ParserCase<Impl>(lines); },
    [](benchmark::State& state, auto& input) {
      for (auto _ : state) {
        const auto table = input.Parse();
        if (!table.ok()) return state.SkipWithError(std::string(table.status().message()));
        benchmark::DoNotOptimize(table->size());
        benchmark::ClobberMemory();
      }
      CountBytes(state, input);
    },
    [](auto& input) {
      const auto table = input.Parse();
      if (!table.ok()) return table.status().ToString();
      uint64_t digest = 0;
      table->ForEach([&digest](std::string_view key, std::string_view value) {
        digest = corpus::Digest(corpus::Digest(digest, key), value);
      });
      return Answer(table->summary(), digest);
    });

// Measures a callback for each variable of a typical file of N lines, with all semantics. Streaming reads it 64 KiB at
// a time, so that peak_bytes is all it takes for a file of any size. Does not measure: a disk or the kernel: the file
// lies in memory, and streaming pays for one copy of it.
const int kVisit = pawl::ForEachImpl<Impls>(
    "env_file/Visit", "lines", {1000, 1000000}, []<typename Impl>(size_t lines) { return ParserCase<Impl>(lines); },
    [](benchmark::State& state, auto& input) {
      for (auto _ : state) {
        size_t bytes = 0;
        const absl::StatusOr<Summary> summary =
            input.Visit([&bytes](const Variable& variable) { bytes += variable.key.size() + variable.value.size(); });
        if (!summary.ok()) return state.SkipWithError(std::string(summary.status().message()));
        benchmark::DoNotOptimize(bytes);
      }
      CountBytes(state, input);
    },
    [](auto& input) {
      uint64_t digest = 0;
      const absl::StatusOr<Summary> summary = input.Visit([&digest](const Variable& variable) {
        digest = corpus::Digest(corpus::Digest(digest, variable.key), variable.value);
      });
      return Answer(summary, digest);
    });

// Measures what the claims of env_file/Parse compare with: the same file by std::getline and find() into a map, all
// semantics left out.
// Does not measure: anything that gives a program the right values.
const int kNoSemantics = pawl::ForEachImpl<NoSemantics>(
    "env_file/NoSemantics", "lines", {1000, 1000000},
    []<typename Impl>(size_t lines) { return ParserCase<Impl>(lines); },
    [](benchmark::State& state, auto& input) {
      for (auto _ : state) {
        const auto variables = env_file::GetlineMap::Parse(input.text);
        benchmark::DoNotOptimize(variables.size());
        benchmark::ClobberMemory();
      }
      CountBytes(state, input);
    },
    [](auto& input) { return std::to_string(env_file::GetlineMap::Parse(input.text).size()) + " variables"; });

}  // namespace
