#include "impls/build_plan/corpus.h"

#include <random>
#include <string>
#include <system_error>
#include <vector>

namespace build_plan::corpus {
namespace {

namespace fs = std::filesystem;

constexpr const char* kEndings[] = {".go", ".go",   ".java", ".java", ".py",  ".py",
                                    ".md", ".html", ".json", ".txt",  ".log", ".proto"};
constexpr const char* kDirectories[] = {"service", "api", "internal", "test", "docs", "node_modules", "src", "build"};

constexpr const char* kIgnored =
    "# what no build needs\n"
    "**/*.log\n"
    "**/node_modules\n"
    "docs\n"
    "!docs/**/*.md\n"
    "*.tmp\n"
    "**/test/**/fixture?.json\n"
    "/build_[0-9]*\n"
    ".git\n"
    "**/.cache\n"
    "!**/keep.log\n";

absl::Status Link(const char* to, const fs::path& path) {
  std::error_code error;
  fs::create_symlink(to, path, error);
  return error ? absl::InternalError(path.native() + ": cannot create the link: " + error.message()) : absl::OkStatus();
}

// One directory's files.
absl::Status Fill(const fs::path& root, const fs::path& directory, std::mt19937_64& random) {
  const size_t files = 4 + random() % 23;
  for (size_t i = 0; i < files; ++i) {
    const fs::path path =
        directory / ("file_" + std::to_string(random() % 1000) + kEndings[random() % std::size(kEndings)]);
    if (absl::Status status = WriteFile(root / path, path.native()); !status.ok()) return status;
  }
  const struct {
    const char* name;
    unsigned one_in;
  } others[] = {{"Dockerfile", 30}, {"go.mod", 10}, {"pom.xml", 10}, {"requirements.txt", 10}, {"keep.log", 20}};
  for (const auto& other : others) {
    if (random() % other.one_in != 0) continue;
    if (absl::Status status = WriteFile(root / directory / other.name, other.name); !status.ok()) return status;
  }
  return random() % 40 == 0 ? Link("..", root / directory / "loop") : absl::OkStatus();
}

}  // namespace

absl::Status WriteTree(const fs::path& root, uint64_t seed, size_t directories) {
  std::mt19937_64 random(seed);
  std::vector<fs::path> all = {""};
  for (size_t i = 0; i < directories; ++i) {
    if (absl::Status status = Fill(root, all[i], random); !status.ok()) return status;
    const fs::path& parent = all[random() % all.size()];
    all.push_back(parent / (std::string(kDirectories[random() % std::size(kDirectories)]) + "_" + std::to_string(i)));
    if (random() % 16 == 0) all.back().replace_filename(i % 2 == 0 ? "node_modules" : "docs");
  }
  if (absl::Status status = WriteFile(root / ".dockerignore", kIgnored); !status.ok()) return status;
  if (absl::Status status = WriteFile(root / "Dockerfile", "FROM scratch\n"); !status.ok()) return status;
  return Link("Dockerfile", root / "Dockerfile.link");
}

absl::Status WriteTinyTree(const fs::path& root) {
  for (const char* path : {"Dockerfile", "README.md", "go.mod", "go.sum", "main.go", "server.go", "server_test.go",
                           "Makefile", "config.json", "internal/store.go"}) {
    if (absl::Status status = WriteFile(root / path, path); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace build_plan::corpus
