#include <string_view>
#include <utility>

#include "gtest/gtest.h"
#include "impls/impl_list.h"
#include "impls/sample_table/contract.h"
#include "impls/sample_table/impls.h"
#include "impls/sample_table/opened_table.h"
#include "impls/typed_suite.h"

// The contract over tables that were opened, not built, with each of the ideas left out, too: but for the time index,
// without which a thousand look-ups are a thousand walks.
namespace sample_table {
namespace {

using memory_pressure::Level;

struct Normal {
  static constexpr std::string_view kName = "normal";
  static Optimized::Options GetOptions() { return {}; }
};
struct High {
  static constexpr std::string_view kName = "high";
  static Optimized::Options GetOptions() {
    return {.merge = Optimized::Options::Merge::kUnderPressure, .pressure = Level::kHigh};
  }
};
struct Critical {
  static constexpr std::string_view kName = "critical";
  static Optimized::Options GetOptions() { return {.pressure = Level::kCritical}; }
};
struct OtherOptions {
  static constexpr std::string_view kName = "other_options";
  static Optimized::Options GetOptions() { return {.batch_entries = 256, .merge = Optimized::Options::Merge::kNever}; }
};
struct Prefetching {
  static constexpr std::string_view kName = "prefetching";
  static Optimized::Options GetOptions() { return {.batch_entries = 1024, .prefetch = true}; }
};
struct WithoutCache {
  static constexpr std::string_view kName = "without_cache";
  static Optimized::Options GetOptions() { return {.cache = false}; }
};
using Variants = impls::ImplList<Opened<Normal>, Opened<High>, Opened<Critical>, Opened<OtherOptions>,
                                 Opened<Prefetching>, Opened<WithoutCache>>;
PAWL_INSTANTIATE_CONTRACT(SampleTableContract, Variants);

// And tables that were built without one of the ideas, or with more.
template <typename Variant>
struct Built : Optimized {
  static constexpr std::string_view kName = Variant::kName;
  static absl::StatusOr<Built> Build(const Tables& tables) {
    absl::StatusOr<Optimized> table = Optimized::Build(tables, Variant::GetOptions());
    if (!table.ok()) return table.status();
    return Built{*std::move(table)};
  }
};
struct NotMerged {
  static constexpr std::string_view kName = "not_merged";
  static Optimized::Options GetOptions() { return {.merge = Optimized::Options::Merge::kNever}; }
};
struct NotGrouped {
  static constexpr std::string_view kName = "not_grouped";
  static Optimized::Options GetOptions() { return {.group_durations = false}; }
};
using BuiltVariants = impls::ImplList<Built<NotMerged>, Built<NotGrouped>>;
INSTANTIATE_TYPED_TEST_SUITE_P(Built, SampleTableContract, impls::AsTestTypes<BuiltVariants>::Type, impls::NameByImpl);

}  // namespace
}  // namespace sample_table
