#include "tools/doctor/instruments.h"

#include <filesystem>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/doctor/kernels.h"
#include "tools/runner/fake_worker.h"

namespace pawl {
namespace {

using ::testing::HasSubstr;

// A heaptrack that says what a test wants.
class FakeHeap : public Profiler {
 public:
  std::string_view Instrument() const override { return "heaptrack"; }
  absl::StatusOr<CaseProfiles> Run(const std::string&) override { return answer; }

  absl::StatusOr<CaseProfiles> answer =
      CaseProfiles{{Profile{kAllocatorKernel.name, "allocations", "heaptrack 1.4.0", 16, {}, ""}}, {}};
};

std::vector<FakeCase> Kernels(int64_t allocations = kAllocatorBlocks) {
  std::vector<FakeCase> cases;
  for (const Kernel& kernel : kKernels) cases.push_back(FakeCase(kernel.name).Allocates(allocations, 64));
  return cases;
}

class InstrumentsTest : public ::testing::Test {
 protected:
  Instruments Try(FakeWorkerFactory& workers) {
    return TryInstruments({&workers, &heap_, "/no/such/binary", "/no/such/folder", ::testing::TempDir()});
  }

  FakeHeap heap_;
};

std::string Message(const absl::Status& status) { return std::string(status.message()); }

TEST_F(InstrumentsTest, ThatWorkSayWhichTheyAre) {
  FakeWorkerFactory workers(Kernels());
  workers.Says("compiler", "gcc12.2.0");
  const Instruments tried = Try(workers);
  EXPECT_EQ(tried.workers.value_or(""), "gcc12.2.0");
  EXPECT_EQ(tried.allocations, absl::OkStatus());
  EXPECT_EQ(tried.instructions.value_or(""), "valgrind 3.19.0");
  EXPECT_EQ(tried.call_sites.value_or(""), "heaptrack 1.4.0");
  EXPECT_THAT(Message(tried.library_sizes), HasSubstr("size is not installed (PATH is /no/such/folder)"));
}

TEST_F(InstrumentsTest, ACounterThatMissesAllocationsIsAsGoodAsNone) {
  FakeWorkerFactory workers(Kernels(kAllocatorBlocks - 1));
  EXPECT_THAT(Message(Try(workers).allocations), HasSubstr("saw 480 of 512 allocations"));
  FakeWorkerFactory refused(Kernels());
  refused.Says("counter", "absent");
  EXPECT_THAT(Message(Try(refused).allocations), HasSubstr("LD_PRELOAD is refused"));
}

TEST_F(InstrumentsTest, AValgrindThatIsAbsentOrSeesNothingIsNone) {
  FakeWorkerFactory workers(Kernels());
  workers.Lacks(WorkerKind::kInstructions, absl::UnavailableError("valgrind is not installed"));
  EXPECT_EQ(Message(Try(workers).instructions.status()), "valgrind is not installed");
  std::vector<FakeCase> cases = Kernels();
  cases[0].Executes(0);
  FakeWorkerFactory blind(cases);
  EXPECT_THAT(Message(Try(blind).instructions.status()), HasSubstr("counted 0 instructions in 32 iterations"));
}

TEST_F(InstrumentsTest, AHeaptrackThatShowsNothingSaysWhy) {
  FakeWorkerFactory workers(Kernels());
  heap_.answer = CaseProfiles{{}, {{"", "heaptrack", "heaptrack is not installed: apt-get install heaptrack"}}};
  EXPECT_THAT(Message(Try(workers).call_sites.status()), HasSubstr("not installed"));
  heap_.answer = CaseProfiles{};
  EXPECT_THAT(Message(Try(workers).call_sites.status()), HasSubstr("does not say why"));
  heap_.answer = absl::DataLossError("the disk is full");
  EXPECT_EQ(Message(Try(workers).call_sites.status()), "the disk is full");
}

TEST_F(InstrumentsTest, WithoutAWorkerTheOthersAreNotTried) {
  FakeWorkerFactory sanitized(Kernels());
  sanitized.Says("sanitized", "yes");
  FakeWorkerFactory stranger({FakeCase("x/Y")});
  FakeWorkerFactory dead(Kernels());
  dead.RefusesToStartFrom(0, "no room");
  for (FakeWorkerFactory* workers : {&sanitized, &stranger, &dead}) {
    const Instruments tried = Try(*workers);
    EXPECT_FALSE(tried.workers.ok());
    EXPECT_EQ(tried.allocations.code(), absl::StatusCode::kUnknown);
    EXPECT_EQ(tried.call_sites.status().code(), absl::StatusCode::kUnknown);
  }
  EXPECT_THAT(Message(Try(stranger).workers.status()), HasSubstr("lacks doctor/Arithmetic"));
}

}  // namespace
}  // namespace pawl
