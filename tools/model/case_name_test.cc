#include "tools/model/case_name.h"

#include "gtest/gtest.h"

namespace pawl {
namespace {

constexpr char kOptimized[] = "image_flags/CommandLine/impl:optimized/tokens:37";

TEST(CaseName, NamesItsImplementation) {
  EXPECT_EQ(ImplementationOf(kOptimized), "optimized");
  EXPECT_EQ(ImplementationOf("impl:first"), "first");
  EXPECT_EQ(ImplementationOf("BM_Copy/64"), std::nullopt);
  EXPECT_EQ(ImplementationOf("BM_simpl:ex/64"), std::nullopt) << "impl: counts only at the start of a path element";
}

TEST(CaseName, ItsReferenceIsTheSameCaseWithTheBaselineImplementation) {
  EXPECT_EQ(ReferenceOf(kOptimized), "image_flags/CommandLine/impl:baseline/tokens:37");
  EXPECT_EQ(ReferenceOf("image_flags/CommandLine/impl:baseline/tokens:37"), std::nullopt);
  EXPECT_EQ(ReferenceOf("BM_Copy/64"), std::nullopt);
}

TEST(CaseName, NearestToleratesATypoAndRefusesAStranger) {
  const std::vector<std::string> names = {"allocations", "allocated_bytes", "time"};
  EXPECT_EQ(Nearest("alocations", names), "allocations");
  EXPECT_EQ(Nearest("tme", names), "time");
  EXPECT_EQ(Nearest("quantum_flux", names), "");
  EXPECT_EQ(Nearest("time", {}), "");
}

}  // namespace
}  // namespace pawl
