#include "impls/sample_table/run_index.h"

#include <cstdint>

#include "gtest/gtest.h"

namespace sample_table {
namespace {

using Keeps = RunIndex::Keeps;

// Entries of 3 samples and 30 units of time each.
RunIndex Index(uint32_t entries, uint32_t step) {
  RunIndex index(entries, step, Keeps::kSamplesAndSums);
  for (uint32_t i = 0; i < entries; ++i) index.Add(i, 3 * i, 30 * uint64_t{i});
  return index;
}

void ExpectAt(const RunIndex::Position& at, uint32_t entry) {
  EXPECT_EQ(at.entry, entry);
  EXPECT_EQ(at.first_sample, 3 * entry);
  EXPECT_EQ(at.sum, 30 * entry);
}

// The seed's index had no answer for these.
TEST(RunIndex, WhatIsBeforeTheSecondAnchorIsFoundFromTheBeginning) {
  const RunIndex index = Index(1000, 64);
  for (const uint32_t sample : {0u, 1u, 3 * 64 - 1u}) ExpectAt(index.BySample(sample), 0);
  for (const uint64_t time : {uint64_t{0}, uint64_t{1}, uint64_t{30 * 64 - 1}}) ExpectAt(index.BySum(time), 0);
}

TEST(RunIndex, AnAnchorIsFoundFromItsFirstSampleOn) {
  const RunIndex index = Index(1000, 64);
  ExpectAt(index.BySample(3 * 64), 64);
  ExpectAt(index.BySample(6 * 64 - 1), 64);
  ExpectAt(index.BySum(30 * 64), 64);
  ExpectAt(index.BySample(0xffffffff), 960);
  ExpectAt(index.BySum(UINT64_MAX), 960);
}

TEST(RunIndex, OfTimesThatAreEqualTheLastAnchorIsFound) {
  RunIndex index(300, 100, Keeps::kSamplesAndSums);
  for (const uint32_t entry : {0u, 100u, 200u}) index.AddAnchor(entry, 7);
  EXPECT_EQ(index.BySum(7).entry, 200u);
}

TEST(RunIndex, ThinnedItFindsEarlierAnchors) {
  RunIndex index = Index(1000, 64);
  EXPECT_EQ(index.anchors(), 16u);
  index.Thin(5 * index.anchor_bytes());
  EXPECT_EQ(index.anchors(), 4u);
  EXPECT_EQ(index.allocated_bytes(), 4 * index.anchor_bytes());
  EXPECT_EQ(index.step(), 256u);
  ExpectAt(index.BySample(3 * 511), 256);
  ExpectAt(index.BySum(UINT64_MAX), 768);
  index.Thin(0);
  ExpectAt(index.BySample(3 * 999), 0);
}

TEST(RunIndex, WithoutStepsHasOneAnchor) {
  const RunIndex index = Index(1000, RunIndex::kNoSteps);
  EXPECT_EQ(index.anchors(), 1u);
  ExpectAt(index.BySample(2000), 0);
}

}  // namespace
}  // namespace sample_table
