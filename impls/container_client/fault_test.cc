#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <atomic>
#include <cstring>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "impls/container_client/contract_fixture.h"
#include "impls/container_client/corpus.h"
#include "impls/container_client/impls.h"
#include "impls/container_client/short_dir.h"
#include "impls/file_privileges.h"
#include "impls/temp_dir.h"
#include "impls/typed_suite.h"

// What every implementation does when the engine does not work.
namespace container_client {
namespace {

using std::chrono::milliseconds;

template <typename Impl>
class Faults : public ::testing::Test {};

TYPED_TEST_SUITE(Faults, impls::AsTestTypes<Impls>::Type, impls::NameByImpl);

void ExpectSays(const absl::Status& status, absl::StatusCode code, const std::string& part) {
  EXPECT_EQ(status.code(), code) << status;
  EXPECT_NE(status.message().find(part), std::string::npos) << status << "\ndoes not say: " << part;
}

Fault Raw(std::string bytes) {
  Fault fault;
  fault.raw = std::move(bytes);
  fault.ends_silently = true;
  return fault;
}

std::string WithBody(const std::string& body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

TYPED_TEST(Faults, SaysWhichSocketIsNotThere) {
  const ShortDir folder;
  Options options;
  options.socket_path = folder.File("none.sock");
  TypeParam client(options);
  const std::string what = "cannot connect to the container engine at " + options.socket_path;
  ExpectSays(client.Ping(), absl::StatusCode::kUnavailable, what + ": No such file or directory. Start the engine");
  ExpectSays(client.Events(EventQuery(), [](const Event&) { return absl::OkStatus(); }), absl::StatusCode::kUnavailable,
             what);
  options.socket_path = std::string(200, 'x');
  ExpectSays(TypeParam(options).Ping(), absl::StatusCode::kInvalidArgument, "has 200 bytes");
}

TYPED_TEST(Faults, SaysWhichSocketNobodyServes) {
  const ShortDir folder;
  Options options;
  options.socket_path = folder.File("file");
  ASSERT_TRUE(impls::WriteFile(options.socket_path, "no socket").ok());
  TypeParam client(options);
  ExpectSays(client.Ping(), absl::StatusCode::kUnavailable, options.socket_path + ": Connection refused. Start the");
}

TYPED_TEST(Faults, SaysWhoMayUseTheSocket) {
  TestEngine test;
  ASSERT_EQ(chmod(test.path.c_str(), 0), 0);
  const impls::WithoutFilePrivileges as_anybody;
  TypeParam client(test.options());
  ExpectSays(client.Ping(), absl::StatusCode::kPermissionDenied,
             test.path + ": Permission denied. Be root, join the group");
}

TYPED_TEST(Faults, GivesUpOnAnEngineThatHangs) {
  TestEngine test([](int64_t number, auto, auto) {
    Fault fault;
    fault.hangs = number == 0;
    return fault;
  });
  Options options = test.options();
  options.request_timeout = milliseconds(50);
  TypeParam client(options);
  ExpectSays(client.Ping(), absl::StatusCode::kDeadlineExceeded, "GET /v1.41/_ping at " + test.path);
  EXPECT_EQ(test.server.requests(), 1);
  options.request_timeout = milliseconds(20'000);
  EXPECT_TRUE(TypeParam(options).Ping().ok());
}

TYPED_TEST(Faults, GivesUpInTheMiddleOfAnAnswer) {
  TestEngine test([](int64_t number, auto, auto) {
    Fault fault;
    fault.piece = 64;
    fault.between = number == 0 ? milliseconds(40) : milliseconds(0);
    return fault;
  });
  Options options = test.options();
  options.request_timeout = milliseconds(100);
  TypeParam client(options);
  ExpectSays(client.ListContainers().status(), absl::StatusCode::kDeadlineExceeded, "bytes of the answer");
}

// A queue of connections that nobody takes.
TYPED_TEST(Faults, GivesUpOnAnEngineThatAcceptsNothing) {
  const ShortDir folder;
  Options options;
  options.socket_path = folder.File("e.sock");
  options.request_timeout = milliseconds(50);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, options.socket_path.data(), options.socket_path.size());
  const impls::Fd listener(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ASSERT_EQ(bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  ASSERT_EQ(listen(listener.get(), 0), 0);
  TypeParam client(options);
  ExpectSays(client.Ping(), absl::StatusCode::kDeadlineExceeded, "0 bytes of the answer");
  std::vector<impls::Fd> queued;
  for (int i = 0; i < 3; ++i) {
    queued.emplace_back(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (connect(queued.back().get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) break;
  }
  ExpectSays(client.Ping(), absl::StatusCode::kDeadlineExceeded, "accepted no connection");
}

TYPED_TEST(Faults, ReadsAnswersInAnyPieces) {
  for (const size_t piece : {1, 7, 1000}) {
    for (const bool is_chunked : {false, true}) {
      TestEngine test([&](int64_t, auto, auto) {
        Fault fault;
        fault.piece = piece;
        fault.is_chunked = is_chunked;
        return fault;
      });
      TypeParam client(test.options());
      for (int round = 0; round < 2; ++round) {
        EXPECT_EQ((*client.ListContainers())->size(), 20u);
        EXPECT_EQ(**client.InspectContainer(corpus::Id(5)), corpus::TypicalContainer(5));
        EXPECT_TRUE(client.ImportImage("a" + std::to_string(round), "archive").ok());
      }
    }
  }
}

TYPED_TEST(Faults, TellsWhereAnAnswerWasCut) {
  std::atomic<size_t> cut = 0;
  TestEngine test([&](int64_t, auto, auto) {
    Fault fault;
    fault.cut_after = cut;
    return fault;
  });
  TypeParam client(test.options());
  // Without any answer, it is sent once more.
  ExpectSays(client.InspectContainer(corpus::Id(1)).status(), absl::StatusCode::kUnavailable,
             "the engine ended the connection after 0 bytes of the answer");
  EXPECT_EQ(test.server.requests(), 2);
  EXPECT_EQ(client.stats().retries, 1);
  // With a part of one, it is not.
  for (const size_t bytes : {1, 9, 17, 60, 200, 1000, 2000}) {
    cut = bytes;
    const int64_t before = test.server.requests();
    ExpectSays(client.InspectContainer(corpus::Id(1)).status(), absl::StatusCode::kUnavailable,
               "after " + std::to_string(bytes) + " bytes of the answer");
    EXPECT_EQ(test.server.requests(), before + 1);
  }
  cut = SIZE_MAX;
  EXPECT_TRUE(client.InspectContainer(corpus::Id(1)).ok());
}

TYPED_TEST(Faults, TellsWhereAnAnswerIsMalformed) {
  std::string raw;
  TestEngine test([&](int64_t, auto, auto) { return Raw(raw); });
  TypeParam client(test.options());
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const auto& [answer, why] : std::map<std::string, std::string>{
           {"SSH-2.0-OpenSSH_9.2p1\r\n\r\n", "the answer is malformed at byte 0: bad version"},
           {"HTTP/1.1 2x0 OK\r\n\r\n", "malformed at byte 0: bad status"},
           {"HTTP/1.1 200 OK\r\nA b: c\r\n\r\n", "malformed at byte 17: bad field"},
           {"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "bad Content-Length"},
           // "bad" or, by Boost 1.92, "multiple".
           {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxy", " Content-Length. Is this"},
           {"HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n", "header limit"},
           {chunked + "zz\r\n", "bad chunk"},
           {chunked + "2\r\n[]xx0\r\n\r\n", "bad chunk"},
           {"HTTP/1.1 100 Continue\r\n\r\n", "the answer's status is 100"},
           {WithBody(""), "malformed JSON at byte 1 of 0"},
           {WithBody("[{]"), "malformed JSON at byte 3 of 3"},
           {WithBody("[]]"), "malformed JSON at byte 3 of 3"},
           {WithBody("[1e999]"), "malformed JSON"},
           {WithBody("[\"\xff\"]"), "malformed JSON at byte 3"},
           {WithBody("{}"), "it is no list"},
           {WithBody("[{\"Id\":\"a\"},7]"), "element 1 is no object"},
           {WithBody("[{\"Id\":\"a\"},{\"State\":\"created\"}]"), "there is no Id in element 1"},
           {WithBody("[{\"Id\":\"a\",\"Names\":\"b\"}]"), "Names of element 0 is no list of texts"},
           {WithBody("[{\"Id\":\"a\",\"Labels\":{\"b\":1}}]"), "Labels of element 0 is no text"},
       }) {
    raw = answer;
    ExpectSays(client.ListContainers().status(), absl::StatusCode::kDataLoss, why);
    ExpectSays(client.ListContainers().status(), absl::StatusCode::kDataLoss,
               "GET /v1.41/containers/json?all=true at " + test.path + ": ");
  }
}

TYPED_TEST(Faults, ReadsAnswersThatEndWithTheConnection) {
  TestEngine test([&](int64_t, auto, auto) { return Raw("HTTP/1.1 200 OK\r\n\r\n[]"); });
  TypeParam client(test.options());
  for (int i = 0; i < 3; ++i) EXPECT_TRUE((*client.ListContainers())->empty());
}

// They are somebody else's answer, or nobody's.
TYPED_TEST(Faults, TakesNothingThatFollowsAnAnswer) {
  TestEngine test([&](int64_t, auto, std::string_view target) {
    Fault fault;
    if (target.ends_with("_ping")) fault.raw = WithBody("OK") + WithBody("[]");
    return fault;
  });
  TypeParam client(test.options());
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(client.Ping().ok());
    EXPECT_EQ((*client.ListContainers())->size(), 20u);
  }
}

TYPED_TEST(Faults, RefusesAnswersBeyondTheLimit) {
  TestEngine test;
  Options options = test.options();
  options.max_answer_bytes = corpus::InspectedJson(corpus::TypicalContainer(3)).size();
  TypeParam client(options);
  EXPECT_TRUE(client.InspectContainer(corpus::Id(3)).ok());
  ExpectSays(client.ListContainers().status(), absl::StatusCode::kResourceExhausted, "Raise Options::max_answer_bytes");
  options.max_answer_bytes -= 1;
  for (const bool is_chunked : {false, true}) {
    test.server.SetJudge([is_chunked](int64_t, auto, auto) {
      Fault fault;
      fault.is_chunked = is_chunked;
      return fault;
    });
    TypeParam shorter(options);
    EXPECT_EQ(shorter.InspectContainer(corpus::Id(3)).status().code(), absl::StatusCode::kResourceExhausted);
    EXPECT_TRUE(shorter.Ping().ok());
  }
}

TYPED_TEST(Faults, PassesOnWhatTheEngineSays) {
  std::string raw;
  TestEngine test([&](int64_t, auto, auto) { return Raw(raw); });
  TypeParam client(test.options());
  const auto answer = [](const std::string& status, const std::string& body) {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  };
  const auto expect = [&](const std::string& bytes, absl::StatusCode code, const std::string& part) {
    raw = bytes;
    ExpectSays(client.Ping(), code, part);
  };
  expect(answer("500 Internal Server Error", R"({"message":"disk \"sda\" full"})"), absl::StatusCode::kInternal,
         "disk \"sda\" full (HTTP status 500)");
  expect(answer("503 Service Unavailable", "<html>\nbusy"), absl::StatusCode::kInternal,
         "<html> busy (HTTP status 503)");
  expect(answer("403 Forbidden", ""), absl::StatusCode::kPermissionDenied, "no message (HTTP status 403)");
  expect(answer("301 Moved", ""), absl::StatusCode::kUnknown, "HTTP status 301");
  expect(answer("400 Bad Request", R"({"message":7})"), absl::StatusCode::kInvalidArgument, "HTTP status 400");
}

TYPED_TEST(Faults, LosesNothingWhereConnectionsEndBetweenRequests) {
  TestEngine test([](int64_t, auto, auto) {
    Fault fault;
    fault.ends_silently = true;
    return fault;
  });
  TypeParam client(test.options());
  ContainerSpec spec;
  spec.image = "registry.example/service:1";
  for (int i = 0; i < 50; ++i) {
    spec.name = "c" + std::to_string(i);
    EXPECT_TRUE(client.Ping().ok());
    ASSERT_TRUE(client.CreateContainer(spec).ok()) << i;
    ASSERT_TRUE(client.RemoveContainer(spec.name).ok()) << i;
  }
  EXPECT_EQ((*client.ListContainers())->size(), 20u);
}

// The engine closes a connection while a request is on its way, which it has not read wholly.
TYPED_TEST(Faults, SendsAgainWhatWasNotRead) {
  TestEngine test([](int64_t number, auto, auto) {
    Fault fault;
    fault.closes_unasked = number % 2 == 0;
    return fault;
  });
  TypeParam client(test.options());
  ContainerSpec spec;
  spec.image = "registry.example/service:1";
  spec.environment = {"LONG=" + std::string(100'000, 'x')};  // is in the server's socket when that is closed
  for (int i = 0; i < 20; ++i) {
    spec.name = "c" + std::to_string(i);
    const auto id = client.CreateContainer(spec);
    ASSERT_TRUE(id.ok()) << id.status();
  }
  EXPECT_EQ(client.stats().retries, 20);
}

TYPED_TEST(Faults, LosesNothingWhereTheEngineStartsAgain) {
  TestEngine test;
  TypeParam client(test.options());
  ContainerSpec spec;
  spec.image = "registry.example/service:1";
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(client.Ping().ok());
    test.server.EndConnections();
    const auto id = client.CreateContainer(spec);
    ASSERT_TRUE(id.ok()) << id.status();
    test.server.EndConnections();
    ASSERT_TRUE(client.RemoveContainer(*id).ok());
  }
}

// A creation whose answer is lost may have been done: it is said, and not done again.
TYPED_TEST(Faults, SendsNoCreationTwice) {
  TestEngine test([](int64_t, std::string_view method, auto) {
    Fault fault;
    fault.closes_unanswered = method != "GET";
    return fault;
  });
  TypeParam client(test.options());
  ContainerSpec spec;
  spec.image = "registry.example/service:1";
  ExpectSays(client.CreateContainer(spec).status(), absl::StatusCode::kUnavailable, "after 0 bytes of the answer");
  EXPECT_EQ((*client.ListContainers())->size(), 21u);
  ExpectSays(client.RemoveContainer(corpus::Id(2)), absl::StatusCode::kUnavailable, "DELETE /v1.41/containers/");
  EXPECT_EQ((*client.ListContainers())->size(), 20u);
  EXPECT_EQ(test.server.requests(), 4);
}

// Some 1 % of the requests are reset, before or after they were executed.
TYPED_TEST(Faults, AccountsForEveryRequestAtResets) {
  for (const size_t callers : {1, 4, 16}) {
    // Never two of one request: others' requests between its two are fewer than 97.
    TestEngine test([](int64_t number, auto, auto) {
      Fault fault;
      fault.closes_unasked = number % 97 == 5;
      fault.closes_unanswered = number % 97 == 50;
      return fault;
    });
    TypeParam client(test.options());
    std::atomic<int> unknown = 0, created = 0;
    std::vector<std::thread> threads;
    for (size_t caller = 0; caller < callers; ++caller) {
      threads.emplace_back([&, caller] {
        ContainerSpec spec;
        spec.image = "registry.example/service:1";
        int number = 0;
        for (const corpus::Call& call : corpus::Mix(caller, 100, 20)) {
          if (call.operation == corpus::Operation::kInspect) {
            const auto details = client.InspectContainer(corpus::Id(call.container));
            ASSERT_TRUE(details.ok()) << details.status();
            EXPECT_EQ(**details, corpus::TypicalContainer(call.container));
          } else if (call.operation == corpus::Operation::kList) {
            const auto list = client.ListContainers();
            ASSERT_TRUE(list.ok()) << list.status();
          } else if (call.operation == corpus::Operation::kPing) {
            const absl::Status status = client.Ping();
            ASSERT_TRUE(status.ok()) << status;
          } else {
            spec.name = "c" + std::to_string(caller) + "-" + std::to_string(number++);
            const auto id = client.CreateContainer(spec);
            if (id.ok()) {
              ++created;
              const auto details = client.InspectContainer(spec.name);
              ASSERT_TRUE(details.ok()) << details.status();
              EXPECT_EQ((*details)->summary.id, *id);
            } else {
              // Never ALREADY_EXISTS, which it would be if it had been sent twice.
              ASSERT_EQ(id.status().code(), absl::StatusCode::kUnavailable) << id.status();
              ++unknown;
            }
          }
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    const size_t there = (*client.ListContainers())->size() - 20;
    EXPECT_GE(there, static_cast<size_t>(created.load()));
    EXPECT_LE(there, static_cast<size_t>(created + unknown));
    EXPECT_GT(client.stats().retries + unknown, 0);
    // Each request that the server saw was one of the client's.
    EXPECT_EQ(test.server.requests(), client.stats().requests);
  }
}

}  // namespace
}  // namespace container_client
