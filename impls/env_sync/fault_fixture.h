#ifndef PAWL_IMPLS_ENV_SYNC_FAULT_FIXTURE_H_
#define PAWL_IMPLS_ENV_SYNC_FAULT_FIXTURE_H_

#include <latch>
#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "impls/env_sync/contract_fixture.h"
#include "impls/env_sync/impls.h"
#include "impls/typed_suite.h"

// What the tests of a store that misbehaves have in common.
namespace env_sync {

using Fault = FakeParameterStore::Fault;

// Both implementations: what follows a fault is decided by code they share, when it is sent is not.
using Clients = impls::AsTestTypes<Impls>::Type;

inline Fault Instead(HttpReply reply) { return {std::move(reply), /*executes=*/false}; }
inline Fault AfterIt(HttpReply reply) { return {std::move(reply), /*executes=*/true}; }

inline HttpReply Body(int status, std::string body) { return {status, std::move(body), "", false, false}; }
inline HttpReply Dropped() { return {200, "", "", /*drops=*/true, false}; }
inline HttpReply Cut(std::string body) { return {200, std::move(body), "", false, /*cuts=*/true}; }

// `fault` at the requests of `action` with the numbers `from` to `to` - 1.
inline FakeParameterStore::Faults Between(int from, int to, const std::string& action, const Fault& fault) {
  return [=](const std::string& asked, const HttpRequest&, int number) -> std::optional<Fault> {
    if (asked != action || number < from || number >= to) return std::nullopt;
    return fault;
  };
}

// Every one of `variables` is in the store, written once.
inline void ExpectWrittenOnce(const FakeParameterStore& store, const std::string& path,
                              const corpus::Variables& variables) {
  const auto stored = store.stored();
  for (const auto& [key, value] : variables) {
    const auto at = stored.find(path + "/" + key);
    ASSERT_NE(at, stored.end()) << key;
    EXPECT_EQ(at->second.value, value) << key;
    EXPECT_EQ(at->second.version, 1) << key;
  }
}

inline std::map<State, int> Count(const PushResult& result) {
  std::map<State, int> counts;
  for (const Report& report : result.reports) {
    ++counts[report.state];
    // Exactly one state: a version and an error exclude each other.
    EXPECT_EQ(report.state == State::kWritten, report.version > 0);
    EXPECT_EQ(report.state == State::kFailed, !report.status.ok());
  }
  return counts;
}

inline bool Has(const absl::Status& status, const std::string& text) {
  return std::string(status.message()).find(text) != std::string::npos;
}

inline std::chrono::milliseconds Total(const FakeTiming& timing) {
  const auto slept = timing.slept();
  return std::accumulate(slept.begin(), slept.end(), std::chrono::milliseconds(0));
}

template <typename Impl>
class FaultTest : public ::testing::Test {
 protected:
  // With one request at a time, so that requests have an order.
  Options Serial() {
    Options options = test_.options();
    options.concurrency = 1;
    return options;
  }

  TestStore test_;
};

}  // namespace env_sync

#endif  // PAWL_IMPLS_ENV_SYNC_FAULT_FIXTURE_H_
