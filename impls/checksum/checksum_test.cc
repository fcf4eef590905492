#include "impls/checksum/checksum.h"

#include <sys/mman.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "impls/checksum/contract.h"
#include "impls/checksum/contract_trees.h"
#include "impls/checksum/files.h"
#include "impls/checksum/impls.h"
#include "impls/typed_suite.h"

// The sanitizers end the program when an allocation is too large; here it must return null, as malloc does without
// them.
extern "C" const char* __asan_default_options() { return "allocator_may_return_null=1"; }
extern "C" const char* __tsan_default_options() { return "allocator_may_return_null=1"; }

namespace checksum {
namespace {

PAWL_INSTANTIATE_CONTRACT(HasherContract, Impls);
PAWL_INSTANTIATE_CONTRACT(TreeContract, Impls);

TEST(Baseline, AFileBeyondAllMemoryIsAnError) {
  // 256 TiB, all hole: more than a process can address, so that no overcommitting kernel grants it.
  constexpr size_t kBytes = size_t{1} << 48;
  const Fd sparse(memfd_create("sparse", MFD_CLOEXEC));
  ASSERT_EQ(ftruncate(sparse.get(), kBytes), 0);
  const std::filesystem::path path = "/proc/self/fd/" + std::to_string(sparse.get());
  EXPECT_EQ(Baseline().HashFile(path).status(), OutOfMemory(path, kBytes + 1));
}

// What machines without SHA-NI do, and valgrind.
struct InterleavedByEvp : Interleaved {
  static constexpr std::string_view kName = "interleaved_by_evp";
  InterleavedByEvp() : Interleaved(Engine::kEvp) {}
};

struct ThreeThreads : Parallel {
  static constexpr std::string_view kName = "three_threads";
  ThreeThreads() : Parallel(3, BestEngine()) {}
};

struct ParallelByEvp : Parallel {
  static constexpr std::string_view kName = "parallel_by_evp";
  ParallelByEvp() : Parallel(2, Engine::kEvp) {}
};

using Variants = impls::ImplList<InterleavedByEvp, ThreeThreads, ParallelByEvp>;
INSTANTIATE_TYPED_TEST_SUITE_P(Variant, HasherContract, impls::AsTestTypes<Variants>::Type, impls::NameByImpl);
INSTANTIATE_TYPED_TEST_SUITE_P(Variant, TreeContract, impls::AsTestTypes<Variants>::Type, impls::NameByImpl);

TEST(Corpus, IsTheSameEverywhere) {
  const corpus::TempDir directory = corpus::TempDir::Make().value();
  ASSERT_TRUE(corpus::WriteRandomFile(directory.path() / "file", /*seed=*/1, 100'000).ok());
  EXPECT_EQ(Hex(Baseline().HashFile(directory.path() / "file").value()),
            "04c671df807f1f4141677aaefec27fa33ad3aacc9f92fda675650a0278577ae0");
}

}  // namespace
}  // namespace checksum
