// docs/methods.md tells its readers the rates that the gate has on the recordings beside it, and no others.

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "gtest/gtest.h"
#include "tools/stats/rates/rates.h"

namespace pawl::stats {
namespace {

constexpr char kDocument[] = "docs/methods.md";
constexpr char kBegin[] = "<!-- Begin of what //tools/stats/rates:methods_test compares. -->\n";
constexpr char kEnd[] = "<!-- End of what it compares. -->\n";

// Where Bazel keeps a test's own files; the other folder is for a test started by hand.
std::string OutputsFolder() {
  const char* folder = std::getenv("TEST_UNDECLARED_OUTPUTS_DIR");
  return folder == nullptr ? ::testing::TempDir() : folder;
}

TEST(MethodsTest, TheDocumentedRatesAreThoseOfTheRecordings) {
  std::ifstream in(kDocument);
  ASSERT_TRUE(in.good()) << kDocument << " is missing";
  const std::string document(std::istreambuf_iterator<char>(in), {});
  const size_t begin = document.find(kBegin);
  const size_t end = document.find(kEnd);
  ASSERT_TRUE(begin != std::string::npos && end != std::string::npos && begin < end)
      << kDocument << " lacks the line " << kBegin << "or, after it, " << kEnd;

  const absl::StatusOr<Recordings> recordings = ReadRecordings();
  ASSERT_TRUE(recordings.ok()) << recordings.status();
  const std::string right =
      document.substr(0, begin) + kBegin + "\n" + RatesMarkdown(*recordings) + "\n" + document.substr(end);
  if (document == right) return;
  std::ofstream(OutputsFolder() + "/methods.md") << right;
  ADD_FAILURE()
      << kDocument << " tells other rates than these recordings and this code have:\n"
      << right.substr(begin, right.size() - begin) << "\nIf they are right, accept them:\n"
      << "  unzip -o bazel-testlogs/tools/stats/rates/methods_test/test.outputs/outputs.zip methods.md -d docs";
}

}  // namespace
}  // namespace pawl::stats
