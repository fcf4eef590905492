#ifndef PAWL_IMPLS_CHUNK_READER_STREAM_CONTRACT_H_
#define PAWL_IMPLS_CHUNK_READER_STREAM_CONTRACT_H_

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "gtest/gtest.h"
#include "impls/chunk_reader/contract_fixture.h"

namespace chunk_reader {

// What every reader must do with pipes and sockets.
template <typename Reader>
class StreamContract : public ReaderFixture<Reader> {};

TYPED_TEST_SUITE_P(StreamContract);

TYPED_TEST_P(StreamContract, PipesAndSocketsAreReadToTheirEndHoweverTheyAreCut) {
  const std::string text = corpus::RandomBytes(6, 700'000);
  for (const bool is_socket : {false, true}) {
    typename TestFixture::Ends ends = is_socket ? this->Sockets() : this->Pipe();
    ASSERT_TRUE(this->reader_.Attach(std::move(ends.out)).ok());
    EXPECT_EQ(this->reader_.declared_bytes(), std::nullopt);
    std::thread writer([&ends, &text] {
      std::mt19937_64 random(7);
      for (size_t offset = 0; offset < text.size();) {
        const std::string_view part = std::string_view(text).substr(offset, 1 + random() % 20'000);
        ends.Write(part);
        offset += part.size();
      }
      ends.in.Close();
    });
    EXPECT_TRUE(this->ReadAll() == text) << (is_socket ? "socket" : "pipe");
    writer.join();
    EXPECT_TRUE(this->status_.ok()) << this->status_;
  }
}

TYPED_TEST_P(StreamContract, WhatIsThereIsHandedOutBeforeTheRestArrives) {
  for (const bool is_socket : {false, true}) {
    typename TestFixture::Ends ends = is_socket ? this->Sockets() : this->Pipe();
    ASSERT_TRUE(this->reader_.Attach(std::move(ends.out)).ok());
    ends.Write("abc");
    EXPECT_EQ(this->reader_.Next().value(), "abc");
    ends.Write("d");
    EXPECT_EQ(this->reader_.Next().value(), "d");
    ends.in.Close();
    EXPECT_EQ(this->reader_.Next().value(), "");
  }
}

TYPED_TEST_P(StreamContract, ANamedPipeWaitsForItsWriter) {
  ASSERT_EQ(mkfifo(this->path_.c_str(), 0600), 0);
  std::thread writer([this] {
    const Fd pipe(open(this->path_.c_str(), O_WRONLY | O_CLOEXEC));
    EXPECT_EQ(write(pipe.get(), "abc", 3), 3);
  });
  EXPECT_EQ(this->ReadFile(this->path_), "abc");
  writer.join();
}

inline std::atomic<int> signals_seen = 0;

TYPED_TEST_P(StreamContract, SignalsAreNotSeen) {
  struct sigaction count = {}, before = {};
  count.sa_handler = [](int) { ++signals_seen; };  // without SA_RESTART: read() and poll() return EINTR
  ASSERT_EQ(sigaction(SIGUSR1, &count, &before), 0);
  for (const bool blocks : {true, false}) {
    signals_seen = 0;
    typename TestFixture::Ends ends = this->Pipe();
    ASSERT_EQ(fcntl(ends.out.get(), F_SETFL, blocks ? 0 : O_NONBLOCK), 0);
    ASSERT_TRUE(this->reader_.Attach(std::move(ends.out)).ok());
    std::thread disturber([&ends, reader = pthread_self()] {
      for (int i = 0; i < 3; ++i) {
        usleep(20'000);  // long enough for the reader to be waiting again
        pthread_kill(reader, SIGUSR1);
        while (signals_seen == i) usleep(100);  // two that are pending at once would be one
      }
      usleep(20'000);
      ends.Write("abc");
      ends.in.Close();
    });
    EXPECT_EQ(this->ReadAll(), "abc");
    disturber.join();
    EXPECT_TRUE(this->status_.ok()) << this->status_;
    EXPECT_EQ(signals_seen, 3);
  }
  sigaction(SIGUSR1, &before, nullptr);
}

TYPED_TEST_P(StreamContract, AReceiveTimeoutIsAnErrorThatWaitingOnCures) {
  typename TestFixture::Ends ends = this->Sockets();
  const timeval timeout = {0, 10'000};
  ASSERT_EQ(setsockopt(ends.out.get(), SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout), 0);
  const std::string name = "descriptor " + std::to_string(ends.out.get());
  ASSERT_TRUE(this->reader_.Attach(std::move(ends.out)).ok());
  ends.Write("abc");
  EXPECT_EQ(this->ReadAll(), "abc");
  EXPECT_EQ(this->status_.ToString(), "DEADLINE_EXCEEDED: " + name +
                                          ": offset 3: nothing arrived within the socket's receive timeout. Call "
                                          "Next() again to wait on, or raise SO_RCVTIMEO");
  ends.Write("d");
  ends.in.Close();
  EXPECT_EQ(this->ReadAll(), "d");
  EXPECT_TRUE(this->status_.ok());
}

TYPED_TEST_P(StreamContract, NothingIsLostBeforeABrokenConnection) {
  typename TestFixture::Ends ends = this->Sockets();
  ends.Write("abc");
  ASSERT_EQ(write(ends.out.get(), "x", 1), 1);  // the other end goes away without having read this
  ends.in.Close();
  const std::string name = "descriptor " + std::to_string(ends.out.get());
  ASSERT_TRUE(this->reader_.Attach(std::move(ends.out)).ok());
  EXPECT_EQ(this->ReadAll(), "abc");
  const absl::Status broken = this->status_;
  EXPECT_EQ(std::string(broken.message()), name +
                                               ": offset 3: cannot read: Connection reset by peer (errno 104). The "
                                               "other end is gone before it had sent all: what was read is what "
                                               "arrived. Connect again");
  EXPECT_EQ(this->ReadAll(), "");
  EXPECT_EQ(this->status_, broken) << "the system reports it once, and would then report an end";
  EXPECT_EQ(this->reader_.read_bytes(), 3u);
}

REGISTER_TYPED_TEST_SUITE_P(StreamContract, PipesAndSocketsAreReadToTheirEndHoweverTheyAreCut,
                            WhatIsThereIsHandedOutBeforeTheRestArrives, ANamedPipeWaitsForItsWriter, SignalsAreNotSeen,
                            AReceiveTimeoutIsAnErrorThatWaitingOnCures, NothingIsLostBeforeABrokenConnection);

}  // namespace chunk_reader

#endif  // PAWL_IMPLS_CHUNK_READER_STREAM_CONTRACT_H_
