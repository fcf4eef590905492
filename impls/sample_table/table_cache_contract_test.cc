// The contract again, over tables that were reopened from a file.
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

#include "gtest/gtest.h"
#include "impls/impl_list.h"
#include "impls/sample_table/cache_format.h"
#include "impls/sample_table/contract.h"
#include "impls/sample_table/mapped_file.h"
#include "impls/sample_table/succinct.h"
#include "impls/temp_dir.h"
#include "impls/typed_suite.h"

namespace sample_table {
namespace {

// A succinct table whose arrays are those of a mapped cache.
class Reopened {
 public:
  static constexpr std::string_view kName = "reopened";

  static absl::StatusOr<Reopened> Build(const Tables& tables) {
    std::vector<CachedTrack> track;
    track.push_back({1, 2, 3, 4, Succinct::Build(tables).value()});
    const impls::TempDir directory = impls::TempDir::Make().value();
    const absl::Status written = impls::WriteFile(directory.path() / "cache", EncodeCache({}, track));
    if (!written.ok()) return written;
    Reopened table;
    table.mapping_ = MappedFile::Open(directory.path() / "cache").value();
    table.track_ = DecodeCache(table.mapping_.bytes(), {}).value();
    return table;
  }

  uint32_t size() const { return table().size(); }
  Sample At(uint32_t sample) const { return table().At(sample); }
  uint32_t ChunkOf(uint32_t sample) const { return table().ChunkOf(sample); }
  uint32_t AtTime(uint64_t dts) const { return table().AtTime(dts); }
  size_t footprint() const { return table().footprint(); }

  class Cursor : public Succinct::Cursor {
   public:
    Cursor(const Reopened& table, uint32_t first) : Succinct::Cursor(table.table(), first) {}
  };

 private:
  const Succinct& table() const { return track_[0].table; }

  MappedFile mapping_;
  std::vector<CachedTrack> track_;
};

static_assert(SampleTable<Reopened>);

PAWL_INSTANTIATE_CONTRACT(SampleTableContract, impls::ImplList<Reopened>);

}  // namespace
}  // namespace sample_table
