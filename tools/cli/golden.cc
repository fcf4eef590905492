#include "tools/cli/golden.h"

#include <cstdlib>

#include "gtest/gtest.h"
#include "tools/cli/files.h"

namespace pawl {
namespace {

constexpr char kFolder[] = "tools/cli/testdata";

std::string EnvironmentVariable(const char* name, const std::string& otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : value;
}

// "//tools/cli:app_test" -> "tools/cli/app_test".
std::string LogFolder() {
  std::string target = EnvironmentVariable("TEST_TARGET", "//tools/cli:test");
  target.erase(0, target.find("//") + 2);
  return target.replace(target.find(':'), 1, "/");
}

}  // namespace

void ExpectGolden(const std::string& text, const std::string& name) {
  const std::string path = std::string(kFolder) + "/" + name;
  const auto golden = ReadFile(path);
  if (golden.ok() && *golden == text) return;
  // Where Bazel keeps a test's own files; the other folder is for a test started by hand.
  const std::string outputs = EnvironmentVariable("TEST_UNDECLARED_OUTPUTS_DIR", ::testing::TempDir());
  const absl::Status written = WriteFile(outputs + "/" + name, text);
  ADD_FAILURE() << path << (golden.ok() ? " differs from:\n" : " is missing. It would hold:\n") << text
                << (written.ok() ? "" : std::string(written.message())) << "If that is right, accept it:\n"
                << "  unzip -o bazel-testlogs/" << LogFolder() << "/test.outputs/outputs.zip " << name << " -d "
                << kFolder;
}

}  // namespace pawl
