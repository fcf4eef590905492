#ifndef PAWL_IMPLS_SAMPLE_TABLE_OPENED_TABLE_H_
#define PAWL_IMPLS_SAMPLE_TABLE_OPENED_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "impls/sample_table/corpus.h"
#include "impls/sample_table/impls.h"
#include "impls/sample_table/memory_source.h"
#include "impls/sample_table/movie.h"

// Tables for tests that are opened from a file which a test can change.
namespace sample_table {

inline TablesInMemory FileOf(const corpus::Track& track) {
  const corpus::File file = corpus::Mp4({track});
  return TablesInMemory(ReadMovie(file.view(), file.file_bytes).value().tracks[0].tables);
}

inline Optimized OpenAll(const TablesInMemory& file, const Optimized::Options& options = {}) {
  return Optimized::Open(file.source, file.source->bytes, file.tables, options).value();
}

// As an implementation of the contract: Optimized, opened with Variant::GetOptions() from a file that stays in memory.
template <typename Variant>
class Opened {
 public:
  static constexpr std::string_view kName = Variant::kName;

  static absl::StatusOr<Opened> Build(const Tables& tables) {
    TablesInMemory file(tables);
    absl::StatusOr<Optimized> table =
        Optimized::Open(file.source, file.source->bytes, file.tables, Variant::GetOptions());
    if (!table.ok()) return table.status();
    return Opened(*std::move(table));
  }

  uint32_t size() const { return table_.size(); }
  Sample At(uint32_t sample) const { return table_.At(sample); }
  uint32_t ChunkOf(uint32_t sample) const { return table_.ChunkOf(sample); }
  uint32_t AtTime(uint64_t dts) const { return table_.AtTime(dts); }
  size_t footprint() const { return table_.footprint(); }

  struct Cursor : Optimized::Cursor {
    Cursor(const Opened& table, uint32_t first) : Optimized::Cursor(table.table_, first) {}
  };

 private:
  explicit Opened(Optimized table) : table_(std::move(table)) {}

  Optimized table_;
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_OPENED_TABLE_H_
