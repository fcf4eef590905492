#include "impls/log_aggregator/peers/spdlog_peers.h"

#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "impls/log_aggregator/contract_fixture.h"

namespace log_aggregator::peers {
namespace {

template <typename Impl>
class SpdlogPeers : public LogFixture<Impl> {};
using Peers = ::testing::Types<SpdlogSync, SpdlogAsync>;
TYPED_TEST_SUITE(SpdlogPeers, Peers);

// More messages than the queue holds: none may be dropped.
TYPED_TEST(SpdlogPeers, WriteTheSameLinesAndLoseNone) {
  TypeParam& log = this->Make();
  const auto source = log.AddSource("//app:image").value();
  const auto message = log.AddTemplate("request {} took {} ms for {}").value();
  constexpr int kMessages = 20'000;
  for (int i = 0; i < kMessages; ++i) log.Log(Severity::kWarning, source, message, i, 0.25, "a");
  ASSERT_TRUE(log.Flush().ok());
  const std::vector<std::string> lines = this->Lines();
  ASSERT_EQ(lines.size(), size_t{kMessages});
  for (int i = 0; i < kMessages; ++i) {
    ASSERT_EQ(lines[i], "W //app:image request " + std::to_string(i) + " took 0.25 ms for a");
  }
}

}  // namespace
}  // namespace log_aggregator::peers
