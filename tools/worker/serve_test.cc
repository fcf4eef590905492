#include "tools/worker/serve.h"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <random>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

#include "benchmark/benchmark.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/worker/answers.h"
#include "tools/worker/protocol.h"
#include "tools/worker/recorded_sizes.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::Eq;
using ::testing::SizeIs;
using ::testing::StartsWith;

using Fields = std::vector<std::string>;

void Spins(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(&state);
}
BENCHMARK(Spins);
BENCHMARK(Spins)->Name("Silent");

const bool kAnswered = [] {
  Answers()["Spins"] = [] { return std::string("two\nlines"); };
  return true;
}();

const bool kRecorded = [] {
  RecordedSizes().push_back({"x/Item", 24});
  return true;
}();

struct Served {
  int exit_code = 0;
  Fields greeting;
  std::vector<Fields> responses;
};

// Serves all of `requests` from a file into a file.
Served ServeAll(const std::string& requests) {
  const std::string request_file = ::testing::TempDir() + "/requests";
  const std::string response_file = ::testing::TempDir() + "/responses";
  std::ofstream(request_file, std::ios::binary) << requests;
  const int in = open(request_file.c_str(), O_RDONLY | O_CLOEXEC);
  const int out = open(response_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  Served served;
  served.exit_code = Serve(in, out);
  close(in);
  close(out);
  std::ifstream responses(response_file, std::ios::binary);
  std::string line;
  if (std::getline(responses, line)) served.greeting = ParseLine(line);
  while (std::getline(responses, line)) served.responses.push_back(ParseLine(line));
  return served;
}

// The only response to one request.
Fields Response(const Fields& request) {
  const Served served = ServeAll(FormatLine(request));
  EXPECT_THAT(served.responses, SizeIs(1));
  return served.responses.empty() ? Fields{"none"} : served.responses[0];
}

TEST(Serve, GreetsWithItsVersionAndFacts) {
  const Served served = ServeAll("");
  EXPECT_EQ(served.exit_code, 0) << "the end of input is the end of the worker";
  ASSERT_GE(served.greeting.size(), 2u);
  EXPECT_EQ(served.greeting[0], "hello");
  EXPECT_EQ(served.greeting[1], std::to_string(kProtocolVersion));
  for (const char* fact : {"compiler=", "library=", "architecture=", "optimized=", "sanitized=", "coverage=",
                           "counter=absent", "valgrind=no", "libraries=", "instruction_set=", "cpu_features="}) {
    EXPECT_THAT(served.greeting, ::testing::Contains(StartsWith(fact)));
  }
}

TEST(Serve, AnswersEveryRequestInOrder) {
  const Served served =
      ServeAll(FormatLine({"list"}) + FormatLine({"run", "0", "10", "5", "64"}) + FormatLine({"answer", "0"}) +
               FormatLine({"answer", "1"}) + FormatLine({"quit"}) + FormatLine({"list"}));
  ASSERT_THAT(served.responses, SizeIs(7)) << "nothing is answered after quit";
  EXPECT_THAT(served.responses[0], ElementsAre("case", "cpu", "Spins"));
  EXPECT_THAT(served.responses[1], ElementsAre("case", "cpu", "Silent"));
  EXPECT_THAT(served.responses[2], ElementsAre("sizeof", "24", "x/Item"));
  EXPECT_THAT(served.responses[3], ElementsAre("end"));
  ASSERT_THAT(served.responses[4], SizeIs(4));
  EXPECT_EQ(served.responses[4][0], "slice");
  EXPECT_EQ(served.responses[4][1], "10");
  EXPECT_THAT(served.responses[5], ElementsAre("answer", "two\nlines"));
  EXPECT_THAT(served.responses[6], ElementsAre("no-answer"));
}

TEST(Serve, ACopyServesFromIsolateToReleaseAndTheWorkerGoesOn) {
  const Fields run = {"run", "0", "10", "0", "0"};
  const Served served = ServeAll(FormatLine({"isolate"}) + FormatLine(run) + FormatLine({"isolate"}) +
                                 FormatLine({"release"}) + FormatLine(run) + FormatLine({"release"}));
  EXPECT_EQ(served.exit_code, 0);
  ASSERT_THAT(served.responses, SizeIs(6));
  EXPECT_THAT(served.responses[0], ElementsAre("isolated"));
  EXPECT_EQ(served.responses[1][0], "slice");
  EXPECT_THAT(served.responses[2], ElementsAre("failed", "a copy serves already"));
  EXPECT_THAT(served.responses[3], ElementsAre("released"));
  EXPECT_EQ(served.responses[4][0], "slice");
  EXPECT_THAT(served.responses[5], ElementsAre("failed", "no copy serves"));
}

TEST(Serve, ACopyEndsWithItsRequestsLikeTheWorker) {
  EXPECT_EQ(ServeAll(FormatLine({"isolate"})).exit_code, 0);
  EXPECT_EQ(ServeAll(FormatLine({"isolate"}) + FormatLine({"quit"})).exit_code, 0);
}

TEST(Serve, AProcessOfSeveralThreadsIsNotCopied) {
  std::binary_semaphore done(0);
  std::thread other([&] { done.acquire(); });
  const Fields response = Response({"isolate"});
  done.release();
  other.join();
  ASSERT_THAT(response, SizeIs(2));
  EXPECT_EQ(response[0], "failed");
  EXPECT_THAT(response[1], AllOf(StartsWith("the process has "), EndsWith(" threads")));
}

TEST(Serve, WhatCannotBeDoneIsRefusedWithAReason) {
  const std::vector<std::pair<Fields, std::string>> refused = {
      {{"run", "2", "1", "0", "0"}, "no case has this index"},
      {{"run", "-1", "1", "0", "0"}, "no case has this index"},
      {{"run"}, "no case has this index"},
      {{"run", "99999999999999999999", "1", "0", "0"}, "no case has this index"},
      {{"run", "0", "0", "0", "0"}, "the number of iterations must be positive"},
      {{"run", "0", "1e3", "0", "0"}, "the number of iterations must be positive"},
      {{"count", "0"}, "the number of iterations must be positive"},
      {{"run", "0", "1"}, "the number of warm-up iterations is missing or no number"},
      {{"run", "0", "1", "x", "0"}, "the number of warm-up iterations is missing or no number"},
      {{"run", "0", "1", "0"}, "the stack offset is missing, no number or above 1048576"},
      {{"run", "0", "1", "0", "9000000000000000000"}, "the stack offset is missing, no number or above 1048576"},
      {{"count", "0", "1"}, "the allocation counter is not preloaded into this process"},
      {{"instructions", "0"}, "the number of iterations must be positive"},
      {{"instructions", "0", "1"}, "this process does not run under valgrind, which counts its instructions"},
      {{"instructions", "control", "1"}, "this process does not run under valgrind, which counts its instructions"},
      {{"instructions", "control", "0"}, "the number of iterations must be positive"},
      {{"instructions", "control"}, "the number of iterations must be positive"},
      {{"dance"}, "unknown request: dance"},
      {{""}, "unknown request: "},
  };
  for (const auto& [request, reason] : refused) {
    EXPECT_THAT(Response(request), ElementsAre("failed", reason)) << FormatLine(request);
  }
}

TEST(Serve, RandomBytesAreRefusedLineByLineAndTheWorkerGoesOn) {
  std::mt19937 random(11);
  std::string requests;
  size_t lines = 0;
  const std::vector<std::string> words = {"run", "count", "answer", "run\t0", "run\t1\t3", "\\", "\t", "-1", "7"};
  for (int i = 0; i < 3000; ++i) {
    std::string line = i % 2 == 0 ? words[random() % words.size()] + "\t" : "";
    for (size_t c = random() % 12; c > 0; --c) line += static_cast<char>(random());
    std::erase(line, '\n');
    const std::string word = ParseLine(line)[0];
    if (word == "list" || word == "quit") continue;
    requests += line + "\n";
    ++lines;
  }
  const Served served = ServeAll(requests + FormatLine({"run", "0", "2", "0", "0"}));
  EXPECT_EQ(served.exit_code, 0);
  ASSERT_THAT(served.responses, SizeIs(lines + 1)) << "one response per request";
  size_t failed = 0;
  for (const Fields& response : served.responses) {
    EXPECT_THAT(response[0], AnyOf(Eq("failed"), Eq("slice"), Eq("answer"), Eq("no-answer")));
    failed += response[0] == "failed" ? 1 : 0;
  }
  EXPECT_GT(failed, lines / 2);
  EXPECT_EQ(served.responses.back()[0], "slice") << "the worker still works";
}

TEST(Serve, AResponseThatCannotBeWrittenEndsTheWorker) {
  const int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  EXPECT_EQ(Serve(in, full), 1);
  close(in);
  close(full);
}

}  // namespace
}  // namespace pawl
