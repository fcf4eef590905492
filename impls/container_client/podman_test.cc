#include "impls/container_client/podman.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "impls/container_client/impls.h"
#include "impls/typed_suite.h"

// Every implementation, and a real engine. Containers are created and not started, which the machines of CI can't.
namespace container_client {
namespace {

constexpr char kImage[] = "pawl.test/tiny";

template <typename Impl>
class PodmanEngine : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { podman = std::make_unique<Podman>(); }
  static void TearDownTestSuite() { podman.reset(); }

  void SetUp() override {
    if (!Podman::Permitted()) GTEST_SKIP() << podman->error();
    ASSERT_EQ(podman->error(), "");
  }

  static Options TestOptions(bool caches) {
    Options options;
    options.socket_path = podman->socket();
    options.caches = caches;
    return options;
  }

  static std::unique_ptr<Podman> podman;
};

template <typename Impl>
std::unique_ptr<Podman> PodmanEngine<Impl>::podman;

TYPED_TEST_SUITE(PodmanEngine, impls::AsTestTypes<Impls>::Type, impls::NameByImpl);

TYPED_TEST(PodmanEngine, CreatesListsInspectsAndRemoves) {
  for (const bool caches : {false, true}) {
    TypeParam client(this->TestOptions(caches));
    ASSERT_TRUE(client.Ping().ok());
    const auto image = client.ImportImage(kImage, TinyArchive());
    ASSERT_TRUE(image.ok()) << image.status();
    const auto image_details = client.InspectImage(kImage);
    ASSERT_TRUE(image_details.ok()) << image_details.status();
    EXPECT_EQ((*image_details)->summary.id, *image);
    EXPECT_EQ((*image_details)->summary.tags, std::vector<std::string>{"pawl.test/tiny:latest"});
    EXPECT_EQ((*image_details)->os, "linux");
    EXPECT_EQ((*image_details)->layers.size(), 1u);
    const auto images = client.ListImages();
    ASSERT_TRUE(images.ok()) << images.status();
    ASSERT_EQ((*images)->size(), 1u);
    EXPECT_EQ((**images)[0], (*image_details)->summary);

    ContainerSpec spec;
    spec.image = kImage;
    spec.command = {"/hello", "a b"};
    spec.environment = {"A=b"};
    std::vector<std::string> ids;
    for (int i = 0; i < 5; ++i) {
      spec.name = "c" + std::to_string(i);
      spec.labels = {{"number", std::to_string(i)}};
      const auto id = client.CreateContainer(spec);
      ASSERT_TRUE(id.ok()) << id.status();
      ids.push_back(*id);
      ASSERT_EQ((*client.ListContainers())->size(), ids.size());
    }
    EXPECT_EQ(client.CreateContainer(spec).status().code(), absl::StatusCode::kAlreadyExists);

    std::vector<std::string> references = ids;
    for (int round = 0; round < 2; ++round) {
      const auto descriptions = client.DescribeContainers(references);
      for (size_t i = 0; i < ids.size(); ++i) {
        const auto details = client.InspectContainer("c" + std::to_string(i));
        ASSERT_TRUE(details.ok()) << details.status();
        EXPECT_EQ((*details)->summary.id, ids[i]);
        EXPECT_EQ((*details)->summary.name, "c" + std::to_string(i));
        EXPECT_EQ((*details)->summary.image_id, *image);
        EXPECT_EQ((*details)->summary.state, "created");
        EXPECT_EQ((*details)->summary.labels, (Labels{{"number", std::to_string(i)}}));
        EXPECT_EQ((*details)->command, spec.command);
        EXPECT_NE(std::ranges::find((*details)->environment, "A=b"), (*details)->environment.end());
        ASSERT_TRUE(descriptions[i].ok()) << descriptions[i].status();
        EXPECT_EQ(*descriptions[i], (*details)->summary);
        const auto list = client.ListContainers();
        EXPECT_NE(std::ranges::find(**list, (*details)->summary), (*list)->end());
      }
      references[0] = "c0";  // now by way of the list of all
      references[1] = ids[1].substr(0, 20);
    }
    EXPECT_EQ(client.InspectContainer("nobody").status().code(), absl::StatusCode::kNotFound);
    EXPECT_NE(client.InspectContainer("nobody").status().message().find("nobody"), std::string::npos);
    EXPECT_EQ(client.InspectImage("nobody").status().code(), absl::StatusCode::kNotFound);
    for (const std::string& id : ids) {
      const absl::Status removed = client.RemoveContainer(id);
      EXPECT_TRUE(removed.ok()) << removed;
      EXPECT_EQ(client.InspectContainer(id).status().code(), absl::StatusCode::kNotFound);
    }
    EXPECT_TRUE((*client.ListContainers())->empty());
    const absl::Status removed = client.RemoveImage(kImage);
    EXPECT_TRUE(removed.ok()) << removed;
    EXPECT_TRUE((*client.ListImages())->empty());
  }
}

TYPED_TEST(PodmanEngine, TellsEvents) {
  TypeParam client(this->TestOptions(false));
  ASSERT_TRUE(client.ImportImage(kImage, TinyArchive()).ok());
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  // Podman's file of events is one for the whole machine, and seconds are what it can be asked for: another test's
  // events may be of the same one.
  const std::string name = "told_" + std::string(TypeParam::kName) + "_" + std::to_string(getpid());
  std::stop_source stop;
  std::vector<Event> events;
  std::thread reader([&] {
    EventQuery query;
    query.since_s = std::chrono::duration_cast<std::chrono::seconds>(now).count();
    query.until = Clock::now() + std::chrono::seconds(20);
    const absl::Status status = client.Events(
        query,
        [&](const Event& event) {
          if (event.type == "container") events.push_back(event);
          if (event.action == "remove" && event.name == name) stop.request_stop();
          return absl::OkStatus();
        },
        stop.get_token());
    EXPECT_EQ(status.code(), absl::StatusCode::kCancelled) << status;
  });
  ContainerSpec spec;
  spec.image = kImage;
  spec.command = {"/hello"};
  spec.name = name;
  const auto id = client.CreateContainer(spec);
  EXPECT_TRUE(id.ok()) << id.status();
  EXPECT_TRUE(client.RemoveContainer(name).ok());
  reader.join();
  const auto of_this = [&](const Event& event) { return event.id != *id; };
  std::erase_if(events, of_this);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].action, "create");
  EXPECT_EQ(events[0].name, name);
  EXPECT_GT(events[0].time_ns, std::chrono::nanoseconds(now).count() - 2'000'000'000);
  EXPECT_TRUE(client.RemoveImage(kImage).ok());
}

// What somebody else changes is seen when Podman tells of it, which its file logger does every 250 ms, or by age.
TYPED_TEST(PodmanEngine, ShowsWhatOthersChanged) {
  Options options = this->TestOptions(true);
  options.max_answer_age = std::chrono::hours(1);
  TypeParam client(options);
  Baseline other(this->TestOptions(false));
  ASSERT_TRUE(other.ImportImage(kImage, TinyArchive()).ok());
  if constexpr (requires { client.IsWatching(); }) {
    while (!client.IsWatching()) std::this_thread::yield();
  }
  ContainerSpec spec;
  spec.image = kImage;
  spec.command = {"/hello"};
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE((*client.ListContainers())->empty());
    const auto id = other.CreateContainer(spec);
    ASSERT_TRUE(id.ok()) << id.status();
    const auto deadline = Clock::now() + std::chrono::seconds(10);
    while ((*client.ListContainers())->empty() && Clock::now() < deadline) std::this_thread::yield();
    EXPECT_EQ((*client.ListContainers())->size(), 1u);
    EXPECT_TRUE(client.InspectContainer(*id).ok());
    ASSERT_TRUE(other.RemoveContainer(*id).ok());
    while (client.InspectContainer(*id).ok() && Clock::now() < deadline) std::this_thread::yield();
    EXPECT_EQ(client.InspectContainer(*id).status().code(), absl::StatusCode::kNotFound);
  }
  EXPECT_TRUE(other.RemoveImage(kImage).ok());
}

}  // namespace
}  // namespace container_client
