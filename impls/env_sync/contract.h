#ifndef PAWL_IMPLS_ENV_SYNC_CONTRACT_H_
#define PAWL_IMPLS_ENV_SYNC_CONTRACT_H_

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "impls/env_sync/contract_fixture.h"
#include "impls/env_sync/env_sync.h"

// What every implementation does while the network works.
namespace env_sync {

template <typename Impl>
class EnvSyncContract : public ::testing::Test {
 protected:
  TestStore test_;
  Impl client_{test_.options()};
};

TYPED_TEST_SUITE_P(EnvSyncContract);

TYPED_TEST_P(EnvSyncContract, PullsWhatWasPushed) {
  const corpus::Variables variables = corpus::Typical(35);
  const PushResult pushed = this->client_.Push("/app/prod", corpus::Entries(variables));
  ASSERT_TRUE(pushed.status.ok()) << pushed.status;
  for (const Report& report : pushed.reports) {
    EXPECT_EQ(report.state, State::kWritten);
    EXPECT_EQ(report.version, 1);
  }
  Environment pulled;
  const std::vector<std::string> paths = {"/app/prod"};
  ASSERT_TRUE(this->client_.Pull(paths, Into(pulled)).ok());
  ASSERT_EQ(pulled.size(), 35u);
  for (const auto& [key, value] : variables) EXPECT_EQ(pulled["0/" + key], value);
  EXPECT_EQ(this->test_.store.requests("GetParametersByPath"), 4);
  EXPECT_EQ(this->test_.store.refused(), 0);
}

TYPED_TEST_P(EnvSyncContract, KeepsAnyTextAsItIs) {
  const std::vector<Entry> entries = {
      {"LINES", "a\nb\r\n\tc"}, {"QUOTES", "\"'\\`$"}, {"TEXT", "\u00e4\u20ac\U0001f511"},
      {"CONTROL", "\x01\x7f"},  {"LONG", "="},         {"a.b-c_D9", "{{ssm:/x}}"}};
  ASSERT_TRUE(this->client_.Push("/app", entries).status.ok());
  Environment pulled;
  const std::vector<std::string> paths = {"/app"};
  ASSERT_TRUE(this->client_.Pull(paths, Into(pulled)).ok());
  ASSERT_EQ(pulled.size(), entries.size());
  for (const Entry& entry : entries) EXPECT_EQ(pulled["0/" + std::string(entry.key)], entry.value);
}

TYPED_TEST_P(EnvSyncContract, PullsSeveralPathsEachInItsOrder) {
  for (int i = 100; i < 125; ++i) this->test_.store.Set("/common/K" + std::to_string(i), "c" + std::to_string(i));
  for (int i = 100; i < 112; ++i) this->test_.store.Set("/app/K" + std::to_string(i), "a" + std::to_string(i));
  this->test_.store.Set("/app/deeper/K", "not asked for");
  std::vector<std::string> order[3];
  const std::vector<std::string> paths = {"/common", "/app", "/none"};
  ASSERT_TRUE(this->client_
                  .Pull(paths,
                        [&order](const Pulled& pulled) {
                          order[pulled.path].emplace_back(pulled.key);
                          return absl::OkStatus();
                        })
                  .ok());
  ASSERT_EQ(order[0].size(), 25u);
  ASSERT_EQ(order[1].size(), 12u);
  EXPECT_TRUE(order[2].empty());
  EXPECT_TRUE(std::is_sorted(order[0].begin(), order[0].end()));
  EXPECT_TRUE(std::is_sorted(order[1].begin(), order[1].end()));
}

TYPED_TEST_P(EnvSyncContract, TakesEmptyEnvironments) {
  EXPECT_TRUE(this->client_.Push("/app", {}).status.ok());
  Environment pulled;
  EXPECT_TRUE(this->client_.Pull({}, Into(pulled)).ok());
  EXPECT_EQ(this->test_.server.connections(), 0);
}

TYPED_TEST_P(EnvSyncContract, SendsNothingIfOneVariableIsWrong) {
  const std::string long_value(4097, 'x');
  const std::vector<Entry> entries = {{"GOOD", "1"},  {"BAD KEY", "2"}, {"EMPTY", ""},        {"LONG", long_value},
                                      {"TWICE", "1"}, {"TWICE", "2"},   {"LATIN1", "se\xe4"}, {"", "x"}};
  const PushResult result = this->client_.Push("/app", entries);
  EXPECT_EQ(result.status.code(), absl::StatusCode::kInvalidArgument);
  const std::vector<State> want = {State::kNotSent, State::kFailed, State::kFailed, State::kFailed,
                                   State::kNotSent, State::kFailed, State::kFailed, State::kFailed};
  for (size_t i = 0; i < want.size(); ++i) EXPECT_EQ(result.reports[i].state, want[i]) << i;
  EXPECT_EQ(this->test_.server.connections(), 0);
  Options advanced = this->test_.options();
  advanced.tier = Tier::kAdvanced;
  EXPECT_TRUE(TypeParam(advanced).Push("/app", std::vector<Entry>{{"LONG", long_value}}).status.ok());
}

TYPED_TEST_P(EnvSyncContract, RefusesPathsThatAreNone) {
  for (const std::string path : {"", "/", "app", "/app/", "/a//b", "/a b", "/aws/x", "/SSMx"}) {
    EXPECT_EQ(this->client_.Push(path, std::vector<Entry>{{"A", "1"}}).status.code(),
              absl::StatusCode::kInvalidArgument);
    Environment pulled;
    EXPECT_EQ(this->client_.Pull(std::vector<std::string>{"/good", path}, Into(pulled)).code(),
              absl::StatusCode::kInvalidArgument);
  }
  EXPECT_EQ(this->test_.server.connections(), 0);
}

TYPED_TEST_P(EnvSyncContract, ReplacesOnlyIfItMay) {
  this->test_.store.Set("/app/A", "old");
  Options keeping = this->test_.options();
  keeping.overwrite = false;
  const std::vector<Entry> entries = {{"A", "new"}, {"B", "new"}};
  const PushResult kept = TypeParam(keeping).Push("/app", entries);
  EXPECT_EQ(kept.status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(kept.reports[0].state, State::kFailed);
  EXPECT_EQ(kept.reports[1].state, State::kWritten);
  EXPECT_EQ(this->client_.Push("/app", entries).reports[0].version, 2);
}

REGISTER_TYPED_TEST_SUITE_P(EnvSyncContract, PullsWhatWasPushed, KeepsAnyTextAsItIs, PullsSeveralPathsEachInItsOrder,
                            TakesEmptyEnvironments, SendsNothingIfOneVariableIsWrong, RefusesPathsThatAreNone,
                            ReplacesOnlyIfItMay);

}  // namespace env_sync

#endif  // PAWL_IMPLS_ENV_SYNC_CONTRACT_H_
