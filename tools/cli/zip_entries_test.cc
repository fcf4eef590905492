#include "tools/cli/zip_entries.h"

#include <cstddef>
#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/files.h"
#include "tools/cli/zip_writing.h"

namespace pawl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

const ZipLimits kLimits{[](std::string_view name) { return name != "unwanted"; }, 1 << 20};

// That no compressor makes much shorter.
std::string Text() {
  static std::mt19937 random;
  std::string text(1000, ' ');
  for (char& c : text) c = static_cast<char>('!' + random() % 90);
  return text;
}

// Of these entries, of which those named "bad..." are damaged.
std::string ZipOf(const std::vector<std::string>& names) {
  std::vector<EntryToPack> entries;
  for (const std::string& name : names) entries.push_back({name, Text()});
  std::string zip = Zipped(entries);
  for (size_t at = zip.find("bad"); at < zip.find("PK\x01\x02"); at = zip.find("bad", at + 600)) zip[at + 500] ^= 0x55;
  return zip;
}

// What `read` calls, in order: "+" and the name of what is used, "-" and the name of what is refused.
struct Calls {
  std::vector<std::string> order;
  absl::Status last;

  std::function<void(ZipEntry)> use = [this](const ZipEntry& entry) {
    EXPECT_THAT(entry.text, SizeIs(1000));
    order.push_back("+" + entry.name);
  };
  EntryRefusal refuse = [this](const std::string& name, const absl::Status& status) {
    order.push_back("-" + name);
    last = status;
  };
};

TEST(ZipEntries, ThoseBehindADamagedOneFollowOnceEach) {
  const std::string zip = ZipOf({"a", "bad1", "unwanted", "bad2", "b", "c", "bad3"});
  const auto expected = ElementsAre("+a", "-bad1", "-bad2", "+b", "+c", "-bad3");
  Calls in_memory;
  ReadZip(zip, "x.zip", kLimits, in_memory.use, in_memory.refuse);
  EXPECT_THAT(in_memory.order, expected);
  EXPECT_THAT(std::string(in_memory.last.message()), HasSubstr("x.zip (entry bad3): not a zip file, or damaged"));

  const std::string path = ::testing::TempDir() + "/x.zip";
  ASSERT_TRUE(WriteFile(path, zip).ok());
  Calls in_file;
  ReadZipFile(path, kLimits, in_file.use, in_file.refuse);
  EXPECT_THAT(in_file.order, expected);
}

TEST(ZipEntries, ManyDamagedOnesHaveAnEnd) {
  std::vector<std::string> names;
  for (int i = 0; i < 150; ++i) names.push_back("bad" + std::to_string(i));
  names.push_back("good");
  Calls calls;
  ReadZip(ZipOf(names), "x.zip", kLimits, calls.use, calls.refuse);
  // Where a reader goes on after damage, all are read; elsewhere not all, and that is said.
  if (calls.order.back() == "+good") {
    EXPECT_THAT(calls.order, SizeIs(151));
  } else {
    EXPECT_THAT(calls.order, SizeIs(102));
    EXPECT_EQ(calls.order.back(), "-");
    EXPECT_THAT(std::string(calls.last.message()), HasSubstr("x.zip: has more than 100 damaged entries, what follows"));
  }
}

TEST(ZipEntries, AnEmptyArchiveIsNone) {
  for (const std::string& bytes : {std::string(), std::string("PK")}) {
    Calls calls;
    ReadZip(bytes, "x.zip", kLimits, calls.use, calls.refuse);
    EXPECT_THAT(calls.order, ElementsAre("-"));
    EXPECT_THAT(std::string(calls.last.message()), HasSubstr("x.zip: not a zip file"));
  }
}

}  // namespace
}  // namespace pawl
