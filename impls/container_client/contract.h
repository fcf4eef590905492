#ifndef PAWL_IMPLS_CONTAINER_CLIENT_CONTRACT_H_
#define PAWL_IMPLS_CONTAINER_CLIENT_CONTRACT_H_

#include <algorithm>
#include <atomic>
#include <chrono>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "impls/container_client/container_client.h"
#include "impls/container_client/contract_fixture.h"
#include "impls/container_client/corpus.h"

// What every implementation does while the engine works.
namespace container_client {

template <typename Impl>
class ContainerClientContract : public ::testing::Test {
 protected:
  TestEngine test_;
  Impl client_{test_.options()};
};

TYPED_TEST_SUITE_P(ContainerClientContract);

TYPED_TEST_P(ContainerClientContract, ListsAndInspectsWhatThereIs) {
  ASSERT_TRUE(this->client_.Ping().ok());
  const auto list = this->client_.ListContainers();
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ((*list)->size(), 20u);
  for (size_t i = 0; i < 20; ++i) {
    const ContainerDetails want = corpus::TypicalContainer(i);
    EXPECT_EQ((**list)[i], want.summary);
    const auto details = this->client_.InspectContainer(want.summary.id);
    ASSERT_TRUE(details.ok()) << details.status();
    EXPECT_EQ(**details, want);
  }
  const auto images = this->client_.ListImages();
  ASSERT_TRUE(images.ok()) << images.status();
  ASSERT_EQ((*images)->size(), 7u);
  for (size_t i = 0; i < 7; ++i) {
    const ImageDetails want = corpus::TypicalImage(i);
    EXPECT_EQ((**images)[i], want.summary);
    const auto details = this->client_.InspectImage(want.summary.tags[0]);
    ASSERT_TRUE(details.ok()) << details.status();
    EXPECT_EQ(**details, want);
  }
}

TYPED_TEST_P(ContainerClientContract, CreatesAndRemovesContainers) {
  ContainerSpec spec;
  spec.name = "new.one";
  spec.image = "registry.example/service:3";
  spec.command = {"/bin/sh", "-c", "echo \"\u00fc\"\n"};
  spec.environment = {"A=b c", "EMPTY="};
  spec.labels = {{"b", "2"}, {"a", "\t"}};
  const auto id = this->client_.CreateContainer(spec);
  ASSERT_TRUE(id.ok()) << id.status();
  const auto details = this->client_.InspectContainer("new.one");
  ASSERT_TRUE(details.ok()) << details.status();
  EXPECT_EQ((*details)->summary.id, *id);
  EXPECT_EQ((*details)->summary.name, "new.one");
  EXPECT_EQ((*details)->summary.image_id, corpus::TypicalImage(3).summary.id);
  EXPECT_EQ((*details)->image, spec.image);
  EXPECT_EQ((*details)->command, spec.command);
  EXPECT_EQ((*details)->environment, spec.environment);
  EXPECT_EQ((*details)->summary.labels, (Labels{{"a", "\t"}, {"b", "2"}}));
  EXPECT_EQ((*this->client_.ListContainers())->size(), 21u);

  EXPECT_EQ(this->client_.CreateContainer(spec).status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_TRUE(this->client_.RemoveContainer("new.one").ok());
  EXPECT_EQ((*this->client_.ListContainers())->size(), 20u);
  const auto gone = this->client_.InspectContainer(*id);
  EXPECT_EQ(gone.status().code(), absl::StatusCode::kNotFound);
  EXPECT_NE(gone.status().message().find("No such container: " + *id + " (HTTP status 404)"), std::string::npos)
      << gone.status();
  EXPECT_EQ(this->client_.RemoveContainer(*id).code(), absl::StatusCode::kNotFound);
}

TYPED_TEST_P(ContainerClientContract, ForcesOnlyIfItIsTold) {
  const std::string id = corpus::Id(3);
  this->test_.engine.SetState(id, "running");
  EXPECT_EQ(this->client_.RemoveContainer(id, false).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(this->client_.RemoveContainer(id, true).ok());
}

TYPED_TEST_P(ContainerClientContract, ImportsAndRemovesImages) {
  const std::string archive(300'000, 'x');
  const auto id = this->client_.ImportImage("example.test/tiny", archive);
  ASSERT_TRUE(id.ok()) << id.status();
  const auto details = this->client_.InspectImage("example.test/tiny");
  ASSERT_TRUE(details.ok()) << details.status();
  EXPECT_EQ((*details)->summary.id, *id);
  EXPECT_EQ((*this->client_.ListImages())->size(), 8u);
  EXPECT_TRUE(this->client_.RemoveImage("example.test/tiny").ok());
  EXPECT_EQ((*this->client_.ListImages())->size(), 7u);
  EXPECT_EQ(this->client_.RemoveImage("example.test/tiny").code(), absl::StatusCode::kNotFound);
}

TYPED_TEST_P(ContainerClientContract, DescribesManyInTheirOrder) {
  const ContainerDetails third = corpus::TypicalContainer(3);
  const std::vector<std::string> references = {corpus::Id(7), "service-3", "nobody",
                                               corpus::Id(7), "",          corpus::Id(11).substr(0, 20)};
  const auto descriptions = this->client_.DescribeContainers(references);
  ASSERT_EQ(descriptions.size(), 6u);
  EXPECT_EQ(*descriptions[0], corpus::TypicalContainer(7).summary);
  EXPECT_EQ(*descriptions[1], third.summary);
  EXPECT_EQ(descriptions[2].status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(*descriptions[3], *descriptions[0]);
  EXPECT_EQ(descriptions[4].status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(*descriptions[5], corpus::TypicalContainer(11).summary);

  std::vector<std::string> ids;
  for (size_t i = 0; i < 150; ++i) ids.push_back(corpus::Id(i % 25));
  const auto all = this->client_.DescribeContainers(ids);
  for (size_t i = 0; i < 150; ++i) {
    if (i % 25 < 20) {
      EXPECT_EQ(*all[i], corpus::TypicalContainer(i % 25).summary);
    } else {
      EXPECT_EQ(all[i].status().code(), absl::StatusCode::kNotFound);
    }
  }
  EXPECT_TRUE(this->client_.DescribeContainers({}).empty());
}

TYPED_TEST_P(ContainerClientContract, SendsNothingForWhatNobodyCanBeCalled) {
  for (const std::string name : {"", "a b", "a\n", "a/b", "..", "\x7f"}) {
    EXPECT_EQ(this->client_.InspectContainer(name).status().code(), absl::StatusCode::kInvalidArgument) << name;
    EXPECT_EQ(this->client_.RemoveContainer(name).code(), absl::StatusCode::kInvalidArgument) << name;
  }
  for (const std::string name : {"", "a b", "a//b", "/a", "a/", "a/../b", "."}) {
    EXPECT_EQ(this->client_.InspectImage(name).status().code(), absl::StatusCode::kInvalidArgument) << name;
    EXPECT_EQ(this->client_.RemoveImage(name).code(), absl::StatusCode::kInvalidArgument) << name;
    EXPECT_EQ(this->client_.ImportImage(name, "").status().code(), absl::StatusCode::kInvalidArgument) << name;
  }
  ContainerSpec spec;
  EXPECT_EQ(this->client_.CreateContainer(spec).status().code(), absl::StatusCode::kInvalidArgument);
  spec.image = "\xff";
  EXPECT_EQ(this->client_.CreateContainer(spec).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(this->test_.server.requests(), 0);
}

TYPED_TEST_P(ContainerClientContract, SendsAnyNameAsItIs) {
  for (const std::string name : {"100%", "a?b=c&d", "a#b", "a%2e", "\u00fc"}) {
    const auto answer = this->client_.InspectContainer(name);
    EXPECT_NE(answer.status().message().find("No such container: " + name + " "), std::string::npos) << answer.status();
  }
}

// Also when an assertion ends the test, so that a reader ends.
struct StopAtEnd {
  std::stop_source& stop;
  ~StopAtEnd() { stop.request_stop(); }
};

TYPED_TEST_P(ContainerClientContract, HandsOutEventsInOrder) {
  std::stop_source stop;
  std::vector<Event> events;
  std::atomic<bool> is_listening = false;
  std::atomic<bool> is_over = false;
  std::jthread reader([&] {
    const absl::Status status = this->client_.Events(
        EventQuery(),
        [&](const Event& event) {
          if (event.name == "first") {
            is_listening = true;
            return absl::OkStatus();
          }
          events.push_back(event);
          if (events.size() == 41) stop.request_stop();
          return absl::OkStatus();
        },
        stop.get_token());
    EXPECT_EQ(status.code(), absl::StatusCode::kCancelled) << status;
    is_over = true;
  });
  const StopAtEnd stop_it{stop};
  ContainerSpec spec;
  spec.image = "registry.example/service:1";
  // The server cannot tell the reader's stream from one that the client opens for itself.
  for (spec.name = "first"; !is_listening && !is_over;) {
    ASSERT_TRUE(this->client_.CreateContainer(spec).ok());
    ASSERT_TRUE(this->client_.RemoveContainer(spec.name).ok());
  }
  for (int i = 0; i < 20; ++i) {
    spec.name = "c" + std::to_string(i);
    ASSERT_TRUE(this->client_.CreateContainer(spec).ok());
    ASSERT_TRUE(this->client_.RemoveContainer(spec.name).ok());
  }
  ASSERT_TRUE(this->client_.RemoveImage("registry.example/service:2").ok());
  reader.join();
  ASSERT_GE(events.size(), 41u);
  for (int i = 0; i < 40; ++i) {
    EXPECT_EQ(events[i].type, "container");
    EXPECT_EQ(events[i].action, i % 2 == 0 ? "create" : "destroy");
    EXPECT_EQ(events[i].name, "c" + std::to_string(i / 2));
    EXPECT_EQ(events[i].id.size(), 64u);
    EXPECT_GT(events[i].time_ns, i == 0 ? 0 : events[i - 1].time_ns);
  }
  EXPECT_EQ(events[40].type, "image");
}

TYPED_TEST_P(ContainerClientContract, EndsEventsWhenItShould) {
  const auto ignore = [](const Event&) { return absl::OkStatus(); };
  EventQuery query;
  query.until = std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
  EXPECT_EQ(this->client_.Events(query, ignore, {}).code(), absl::StatusCode::kDeadlineExceeded);
  std::stop_source stopped;
  stopped.request_stop();
  EXPECT_EQ(this->client_.Events(EventQuery(), ignore, stopped.get_token()).code(), absl::StatusCode::kCancelled);

  const auto run = [&](auto disturb, const EventSink& sink) {
    absl::Status status;
    std::atomic<bool> is_over = false;
    std::thread reader([&] {
      status = this->client_.Events(EventQuery(), sink, {});
      is_over = true;
    });
    // Again and again, as a stream is disturbed only once it is open.
    while (!is_over) {
      disturb();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    reader.join();
    return status;
  };
  EXPECT_EQ(run([&] { this->test_.server.EndStreams(); }, ignore).code(), absl::StatusCode::kUnavailable);
  const auto change = [&] { this->test_.engine.SetState(corpus::Id(1), "running"); };
  const absl::Status refused = run(change, [](const Event&) { return absl::AbortedError("enough"); });
  EXPECT_EQ(refused, absl::AbortedError("enough"));
  const absl::Status malformed = run([&] { this->test_.server.SayInStreams("{\"Type\":}"); }, ignore);
  EXPECT_EQ(malformed.code(), absl::StatusCode::kDataLoss) << malformed;
  EXPECT_NE(malformed.message().find("byte 9"), std::string::npos) << malformed;
  const absl::Status between = run([&] { this->test_.server.SayInStreams(" \n oh"); }, ignore);
  EXPECT_EQ(between.code(), absl::StatusCode::kDataLoss) << between;
}

// Several callers at once each get what they asked for.
TYPED_TEST_P(ContainerClientContract, ServesManyCallers) {
  for (const size_t callers : {1, 4, 16}) {
    std::vector<std::thread> threads;
    for (size_t caller = 0; caller < callers; ++caller) {
      threads.emplace_back([&, caller] {
        ContainerSpec spec;
        spec.image = "registry.example/service:1";
        spec.name = "caller-" + std::to_string(caller);
        for (const corpus::Call& call : corpus::Mix(caller, 40, 20)) {
          switch (call.operation) {
            case corpus::Operation::kPing:
              EXPECT_TRUE(this->client_.Ping().ok());
              break;
            case corpus::Operation::kInspect: {
              const auto details = this->client_.InspectContainer(corpus::Id(call.container));
              ASSERT_TRUE(details.ok()) << details.status();
              EXPECT_EQ(**details, corpus::TypicalContainer(call.container));
              break;
            }
            case corpus::Operation::kList: {
              const auto list = this->client_.ListContainers();
              ASSERT_TRUE(list.ok()) << list.status();
              ASSERT_GE((*list)->size(), 20u);
              EXPECT_EQ((**list)[7], corpus::TypicalContainer(7).summary);
              break;
            }
            case corpus::Operation::kCreate: {
              const auto id = this->client_.CreateContainer(spec);
              ASSERT_TRUE(id.ok()) << id.status();
              const auto list = this->client_.ListContainers();
              ASSERT_TRUE(list.ok()) << list.status();
              EXPECT_TRUE(std::ranges::any_of(**list, [&](const Container& c) { return c.id == *id; }));
              ASSERT_TRUE(this->client_.RemoveContainer(spec.name).ok());
              EXPECT_EQ(this->client_.InspectContainer(spec.name).status().code(), absl::StatusCode::kNotFound);
              break;
            }
          }
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
}

TYPED_TEST_P(ContainerClientContract, TakesAnyBounds) {
  Options options = this->test_.options();
  options.request_timeout = std::chrono::milliseconds::max();
  options.max_answer_age = std::chrono::milliseconds::max();
  options.max_connections = 0;
  options.max_answer_bytes = SIZE_MAX;
  TypeParam endless(options);
  for (int i = 0; i < 2; ++i) EXPECT_EQ((*endless.ListContainers())->size(), 20u);
  options.request_timeout = std::chrono::milliseconds(0);
  EXPECT_EQ(TypeParam(options).Ping().code(), absl::StatusCode::kDeadlineExceeded);
}

REGISTER_TYPED_TEST_SUITE_P(ContainerClientContract, ListsAndInspectsWhatThereIs, CreatesAndRemovesContainers,
                            ForcesOnlyIfItIsTold, ImportsAndRemovesImages, DescribesManyInTheirOrder,
                            SendsNothingForWhatNobodyCanBeCalled, SendsAnyNameAsItIs, HandsOutEventsInOrder,
                            EndsEventsWhenItShould, ServesManyCallers, TakesAnyBounds);

// The same, allowed to keep answers.
template <typename Impl>
class Caching : public Impl {
 public:
  explicit Caching(Options options) : Impl(Allowed(std::move(options))) {}

 private:
  static Options Allowed(Options options) {
    options.caches = true;
    return options;
  }
};

}  // namespace container_client

#endif  // PAWL_IMPLS_CONTAINER_CLIENT_CONTRACT_H_
