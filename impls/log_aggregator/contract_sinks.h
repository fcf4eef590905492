#ifndef PAWL_IMPLS_LOG_AGGREGATOR_CONTRACT_SINKS_H_
#define PAWL_IMPLS_LOG_AGGREGATOR_CONTRACT_SINKS_H_

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <string>
#include <thread>
#include <vector>

#include "impls/log_aggregator/contract_fixture.h"

namespace log_aggregator {

// Sinks that are slow, full or gone, and what was left by who was killed.
template <typename Impl>
class SinkContract : public LogFixture<Impl> {
 protected:
  // Numbered lines of 1 KiB.
  void LogNumbered(int count) {
    const std::string filler(1000, 'f');
    for (int i = 0; i < count; ++i) EXPECT_TRUE(this->Log("a", "{} {}", i, filler));
  }

  static std::string NumberedText(int i) { return "I a " + std::to_string(i) + " " + std::string(1000, 'f'); }
};

TYPED_TEST_SUITE_P(SinkContract);

TYPED_TEST_P(SinkContract, BothSinksGetTheSame) {
  Ends pipe = Pipe();
  Options options;
  options.terminal = pipe.in.get();
  this->Make(options);
  EXPECT_TRUE(this->Log("a", "one"));
  EXPECT_TRUE(this->Log("b", "two"));
  ASSERT_TRUE(this->log_->Flush().ok());
  this->log_.reset();
  pipe.in = Fd();
  EXPECT_EQ(ReadToEnd(pipe.out.get()), Content(this->path_));
  EXPECT_EQ(this->Lines().size(), 2u);
}

TYPED_TEST_P(SinkContract, NoSinkIsFine) {
  this->log_ = TypeParam::Make({}).value();
  EXPECT_TRUE(this->Log("a", "text"));
  EXPECT_TRUE(this->log_->Flush().ok());
  EXPECT_EQ(this->log_->Tail(this->log_->AddSource("a").value()).size(), 1u);
}

TYPED_TEST_P(SinkContract, TheDestructorFlushes) {
  this->Make();
  this->LogNumbered(300);
  this->log_.reset();
  const std::vector<std::string> lines = this->Lines();
  ASSERT_EQ(lines.size(), 300u);
  for (int i = 0; i < 300; ++i) EXPECT_EQ(lines[i], this->NumberedText(i));
}

// A pipe takes a part of what is written and then nothing for a while.
TYPED_TEST_P(SinkContract, AFullNonBlockingSinkIsWaitedFor) {
  Ends pipe = Pipe(O_NONBLOCK);
  fcntl(pipe.out.get(), F_SETFL, 0);
  Options options;
  options.file = pipe.in.get();
  this->Make(options);
  std::string bytes;
  {
    std::jthread reader([&] { bytes = ReadToEnd(pipe.out.get()); });
    this->LogNumbered(1000);
    EXPECT_TRUE(this->log_->Flush().ok());
    this->log_.reset();
    pipe.in = Fd();
  }
  const std::vector<std::string> lines = this->WithoutTimes(bytes);
  ASSERT_EQ(lines.size(), 1000u);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(lines[i], this->NumberedText(i));
}

TYPED_TEST_P(SinkContract, AFullDiskIsReportedAndCounted) {
  const Fd full(open("/dev/full", O_WRONLY | O_CLOEXEC));
  ASSERT_GE(full.get(), 0);
  Ends pipe = Pipe();
  Options options;
  options.file = full.get();
  options.terminal = pipe.in.get();
  this->Make(options);
  this->LogNumbered(3);
  const absl::Status status = this->log_->Flush();
  EXPECT_EQ(status.ToString(),
            "DATA_LOSS: the log file (descriptor " + std::to_string(full.get()) +
                "): 3 lines lost, last by ENOSPC (No space left on device). Make room or open it anew, and log again "
                "what matters: the sink says where lines miss");
  EXPECT_EQ(this->log_->stats().lost, 3u);
  EXPECT_EQ(this->log_->stats().written, 3u);
  this->log_.reset();
  pipe.in = Fd();
  EXPECT_EQ(this->WithoutTimes(ReadToEnd(pipe.out.get())).size(), 3u) << "the other sink has them all";
}

TYPED_TEST_P(SinkContract, AClosedPipeIsReported) {
  signal(SIGPIPE, SIG_IGN);
  Ends pipe = Pipe();
  pipe.out = Fd();
  Options options;
  options.terminal = pipe.in.get();
  this->Make(options);
  EXPECT_TRUE(this->Log("a", "text"));
  const absl::Status status = this->log_->Flush();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_NE(status.message().find("the terminal (descriptor " + std::to_string(pipe.in.get()) +
                                  "): 1 lines lost, last by EPIPE"),
            std::string_view::npos)
      << status;
  EXPECT_EQ(this->Lines(), std::vector<std::string>{"I a text"});
  EXPECT_EQ(this->log_->Flush(), status) << "what is lost stays lost";
}

// A limit on the file's size cuts a line in its middle; when it is lifted, the log goes on.
TYPED_TEST_P(SinkContract, ASinkThatWorksAgainSaysWhatItMisses) {
  signal(SIGXFSZ, SIG_IGN);
  this->Make();
  this->LogNumbered(2);
  ASSERT_TRUE(this->log_->Flush().ok());
  rlimit before = {};
  getrlimit(RLIMIT_FSIZE, &before);
  rlimit low = before;
  low.rlim_cur = Content(this->path_).size() + 500;
  setrlimit(RLIMIT_FSIZE, &low);
  this->LogNumbered(4);
  EXPECT_EQ(this->log_->Flush().code(), absl::StatusCode::kDataLoss);
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(this->log_->stats().lost, 4u);
  EXPECT_TRUE(this->Log("a", "works again"));
  EXPECT_EQ(this->log_->Flush().code(), absl::StatusCode::kDataLoss);
  const std::vector<std::string> lines = this->Lines();
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(lines[2].substr(0, 8), "I a 0 ff");
  EXPECT_EQ(lines[2].substr(lines[2].size() - 8), "f \\[cut]");
  EXPECT_EQ(lines[3], "\\[4 lines lost: EFBIG]");
  EXPECT_EQ(lines[4], "I a works again");
}

TYPED_TEST_P(SinkContract, ALineThatWasCutByAKillIsEnded) {
  ASSERT_TRUE(impls::WriteFile(this->path_, "2026-11-29T22:25:01.123Z I a whole\n2026-11-29T22:2").ok());
  this->Make();
  EXPECT_TRUE(this->Log("a", "next"));
  ASSERT_TRUE(this->log_->Flush().ok());
  EXPECT_EQ(this->Lines(), (std::vector<std::string>{"I a whole", "2026-11-29T22:2 \\[cut]", "I a next"}));
}

TYPED_TEST_P(SinkContract, AFileThatCannotBeOpenedIsNamed) {
  const absl::Status status = OpenLog(this->directory_.path()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
  EXPECT_NE(status.message().find("cannot open the log " + this->directory_.path().string()), std::string_view::npos);
  EXPECT_EQ(OpenLog(this->directory_.path() / "none" / "log").status().code(), absl::StatusCode::kNotFound);
}

REGISTER_TYPED_TEST_SUITE_P(SinkContract, BothSinksGetTheSame, NoSinkIsFine, TheDestructorFlushes,
                            AFullNonBlockingSinkIsWaitedFor, AFullDiskIsReportedAndCounted, AClosedPipeIsReported,
                            ASinkThatWorksAgainSaysWhatItMisses, ALineThatWasCutByAKillIsEnded,
                            AFileThatCannotBeOpenedIsNamed);

}  // namespace log_aggregator

#endif  // PAWL_IMPLS_LOG_AGGREGATOR_CONTRACT_SINKS_H_
