#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "impls/container_client/impls.h"
#include "impls/container_client/short_dir.h"
#include "impls/typed_suite.h"

// Every implementation, and a real engine. Containers are created and not started, which the machines of CI can't.
namespace container_client {
namespace {

constexpr char kImage[] = "pawl.test/tiny";

// Podman as a service on a socket of its own, with its storage in the test's folder: nothing of the user's is touched.
class Podman {
 public:
  Podman() {
    if (geteuid() != 0) {
      error_ =
          "this test needs to be root, as Podman's storage does here: run it in a container, or as "
          "'sudo bazel test', or leave it out with --test_tag_filters=-local";
      return;
    }
    Start();
  }
  Podman(const Podman&) = delete;
  Podman& operator=(const Podman&) = delete;
  ~Podman() {
    if (pid_ <= 0) return;
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
  }

  const std::string& error() const { return error_; }
  std::string socket() const { return folder_.File("podman.sock"); }

 private:
  void Start() {
    const std::string folder = folder_.File("");
    const std::string log = folder_.File("log");
    std::vector<std::string> arguments = {"podman",
                                          "--root",
                                          folder_.File("root"),
                                          "--runroot",
                                          folder_.File("run"),
                                          "--storage-driver",
                                          "vfs",
                                          "--cgroup-manager",
                                          "cgroupfs",
                                          "--events-backend",
                                          "file",
                                          "system",
                                          "service",
                                          "--time=0",
                                          "unix://" + socket()};
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    std::array<std::string, 4> variables = {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                                            "HOME=" + folder, "TMPDIR=" + folder, "XDG_CONFIG_HOME=" + folder};
    std::vector<char*> environment;
    for (std::string& variable : variables) environment.push_back(variable.data());
    environment.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    const int failed = posix_spawnp(&pid_, "podman", &actions, nullptr, argv.data(), environment.data());
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) {
      pid_ = 0;
      error_ = "cannot start podman: install it (tools/setup)";
      return;
    }
    Options options;
    options.socket_path = socket();
    const auto deadline = Clock::now() + std::chrono::seconds(30);
    absl::Status status;
    while (!(status = Baseline(options).Ping()).ok() && Clock::now() < deadline) {
      if (waitpid(pid_, nullptr, WNOHANG) == pid_) {
        pid_ = 0;
        break;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    if (status.ok()) return;
    std::ostringstream said;
    said << std::ifstream(log).rdbuf();
    error_ = "podman does not serve: " + status.ToString() + "\nIt says: " + said.str();
  }

  const ShortDir folder_;
  pid_t pid_ = 0;
  std::string error_;
};

// A tar archive of one empty file, in the format of POSIX.1-1988.
std::string TinyArchive() {
  std::string header(512, '\0');
  const auto put = [&](size_t at, std::string_view text) { header.replace(at, text.size(), text); };
  put(0, "hello");
  put(100, "0000644");
  put(108, "0000000");
  put(116, "0000000");
  put(124, "00000000000");
  put(136, "00000000000");
  put(148, "        ");
  put(156, "0");
  put(257, "ustar");
  put(263, "00");
  unsigned sum = 0;
  for (const unsigned char c : header) sum += c;
  std::array<char, 8> digits;
  std::snprintf(digits.data(), digits.size(), "%06o", sum);
  put(148, std::string_view(digits.data(), 7));
  return header + std::string(1024, '\0');
}

template <typename Impl>
class PodmanEngine : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { podman_ = std::make_unique<Podman>(); }
  static void TearDownTestSuite() { podman_.reset(); }

  void SetUp() override { ASSERT_EQ(podman_->error(), ""); }

  static Options TestOptions(bool caches) {
    Options options;
    options.socket_path = podman_->socket();
    options.caches = caches;
    return options;
  }

  static std::unique_ptr<Podman> podman_;
};

template <typename Impl>
std::unique_ptr<Podman> PodmanEngine<Impl>::podman_;

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
          if (event.action == "remove" && event.name == "told") stop.request_stop();
          return absl::OkStatus();
        },
        stop.get_token());
    EXPECT_EQ(status.code(), absl::StatusCode::kCancelled) << status;
  });
  ContainerSpec spec;
  spec.image = kImage;
  spec.command = {"/hello"};
  spec.name = "told";
  const auto id = client.CreateContainer(spec);
  EXPECT_TRUE(id.ok()) << id.status();
  EXPECT_TRUE(client.RemoveContainer("told").ok());
  reader.join();
  const auto of_this = [&](const Event& event) { return event.id != *id; };
  std::erase_if(events, of_this);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].action, "create");
  EXPECT_EQ(events[0].name, "told");
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
