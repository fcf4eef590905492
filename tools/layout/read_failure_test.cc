// Binaries that cannot be read, or are damaged.
#include <dwarf.h>
#include <elf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/layout/layout.h"
#include "tools/layout/order.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kPlanted[] = "tools/layout/planted";
constexpr size_t kFirstLanguage = 17;  // in .debug_info of DWARF 5: behind a header, a code and the producer

std::string Failure(const std::string& binary, const std::vector<std::string>& types, absl::StatusCode code) {
  const absl::Status status = ReadLayouts(binary, types).status();
  EXPECT_EQ(status.code(), code) << status;
  EXPECT_THAT(std::string(status.message()), StartsWith(binary + ": "));
  return std::string(status.message());
}

std::string Planted() {
  std::ifstream file(kPlanted, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string Written(const std::string& bytes) {
  const std::string path = ::testing::TempDir() + "/damaged";
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

struct Range {
  size_t begin = 0;
  size_t size = 0;
};

// Where the section is in the file.
Range Section(const std::string& elf, const std::string& name) {
  Elf64_Ehdr header;
  std::memcpy(&header, elf.data(), sizeof(header));
  std::vector<Elf64_Shdr> sections(header.e_shnum);
  std::memcpy(sections.data(), elf.data() + header.e_shoff, sections.size() * sizeof(Elf64_Shdr));
  for (const Elf64_Shdr& section : sections) {
    const char* const found = elf.data() + sections[header.e_shstrndx].sh_offset + section.sh_name;
    if (found == name) return {section.sh_offset, section.sh_size};
  }
  ADD_FAILURE() << "no section " << name;
  return {};
}

TEST(ReadLayouts, FailsWithTheWayOut) {
  EXPECT_THAT(Failure("no/such/binary", {}, absl::StatusCode::kNotFound), HasSubstr("No such file"));
  EXPECT_THAT(Failure("tools/layout/planted_without", {}, absl::StatusCode::kFailedPrecondition),
              AllOf(HasSubstr("has no debug information"), HasSubstr("--copt=-g --strip=never")));
  EXPECT_THAT(Failure("tools/layout/planted_lines", {}, absl::StatusCode::kFailedPrecondition),
              HasSubstr("defines no types; build it with -g, not -g1"));
  EXPECT_THAT(Failure("tools/layout/planted_split", {}, absl::StatusCode::kFailedPrecondition),
              AllOf(HasSubstr(".dwo, which is not there"), HasSubstr("-gno-split-dwarf")));
  EXPECT_THAT(Failure(Written("no binary\n"), {}, absl::StatusCode::kInvalidArgument), HasSubstr("is no ELF binary"));
  EXPECT_THAT(Failure(::testing::TempDir(), {}, absl::StatusCode::kInvalidArgument), HasSubstr("is no ELF binary"));
}

TEST(ReadLayouts, NamesTheNearestTypeSafelyForATerminal) {
  EXPECT_THAT(Failure(kPlanted, {"planted::Recrod"}, absl::StatusCode::kNotFound),
              HasSubstr("did you mean planted::Record?"));
  EXPECT_THAT(Failure(kPlanted, {"Flag"}, absl::StatusCode::kNotFound), HasSubstr("did you mean Flags?"));
  EXPECT_THAT(Failure(kPlanted, {"\x1b[2J"}, absl::StatusCode::kNotFound), HasSubstr("struct or class ?[2J with"));
}

TEST(ReadLayouts, RefusesOtherProcessorsAndLanguages) {
  std::string elf = Planted();
  elf[offsetof(Elf64_Ehdr, e_machine)] = static_cast<char>(EM_RISCV);
  EXPECT_THAT(Failure(Written(elf), {}, absl::StatusCode::kInvalidArgument), HasSubstr("another processor"));
  elf = Planted();
  const size_t language = Section(elf, ".debug_info").begin + kFirstLanguage;
  ASSERT_EQ(elf[language], DW_LANG_C_plus_plus_14) << "what GCC 12 says of C++20";
  elf[language] = DW_LANG_D;
  EXPECT_THAT(Failure(Written(elf), {}, absl::StatusCode::kFailedPrecondition), HasSubstr("neither C nor C++"));
}

// Where in the file the first reference to a sibling is, and the place in its unit of the first child.
std::pair<size_t, uint32_t> FirstSibling() {
  const int descriptor = open(kPlanted, O_RDONLY | O_CLOEXEC);
  elf_version(EV_CURRENT);
  Elf* const elf = elf_begin(descriptor, ELF_C_READ_MMAP, nullptr);
  Dwarf* const dwarf = dwarf_begin_elf(elf, DWARF_C_READ, nullptr);
  Dwarf_CU* unit = nullptr;
  Dwarf_Die die;
  EXPECT_EQ(dwarf_get_units(dwarf, unit, &unit, nullptr, nullptr, &die, nullptr), 0);
  EXPECT_EQ(dwarf_child(&die, &die), 0);
  Dwarf_Die first = die;
  Dwarf_Attribute sibling;
  while (dwarf_attr(&die, DW_AT_sibling, &sibling) == nullptr && dwarf_siblingof(&die, &die) == 0) {
  }
  EXPECT_EQ(dwarf_whatform(&sibling), DW_FORM_ref4);
  size_t size = 0;
  const size_t at = static_cast<size_t>(reinterpret_cast<const char*>(sibling.valp) - elf_rawfile(elf, &size));
  const auto place = static_cast<uint32_t>(dwarf_cuoffset(&first));
  dwarf_end(dwarf);
  elf_end(elf);
  close(descriptor);
  return {at, place};
}

TEST(ReadLayouts, EndsWhereASiblingLeadsBack) {
  const auto [at, place] = FirstSibling();
  std::string elf = Planted();
  ASSERT_LT(at, elf.size());
  std::memcpy(elf.data() + at, &place, sizeof(place));
  EXPECT_THAT(Failure(Written(elf), {}, absl::StatusCode::kDataLoss),
              HasSubstr("its debug information is damaged: invalid DWARF; build it again"));
}

// Whatever is cut off or overwritten, the answer is an error or some types.
TEST(ReadLayouts, SurvivesDamage) {
  const std::string whole = Planted();
  std::mt19937 random(1);
  int damaged = 0;
  int read = 0;
  for (int i = 0; i < 400; ++i) {
    std::string elf = whole;
    const Range section = Section(elf, i % 2 == 0 ? ".debug_info" : ".debug_abbrev");
    for (int bytes = i / 20; bytes >= 0; --bytes) {
      elf[section.begin + random() % section.size] = static_cast<char>(random());
    }
    const auto types = ReadLayouts(Written(elf), {});
    if (!types.ok()) {
      damaged += absl::IsDataLoss(types.status()) ? 1 : 0;
      continue;
    }
    ++read;
    for (const TypeLayout& type : *types) {
      const auto order = ProposeOrder(type);
      ASSERT_GE(type.size, 0);
      ASSERT_GE(type.alignment, 1);
      ASSERT_GE(type.hole_bytes, 0);
      ASSERT_GE(order ? order->size : 1, 1) << type.name;
      for (const MemberLayout& member : order ? order->members : type.members) {
        ASSERT_GE(member.offset, 0) << type.name << ", damage " << i;
        ASSERT_GE(member.size, 0) << type.name << ", damage " << i;
      }
    }
  }
  EXPECT_GE(damaged, 20);
  EXPECT_GE(read, 20);
}

TEST(ReadLayouts, SurvivesWhatIsCutOff) {
  const std::string whole = Planted();
  for (size_t i = 1; i <= 10; ++i) {
    EXPECT_FALSE(ReadLayouts(Written(whole.substr(0, whole.size() * i / 11)), {}).ok()) << i;
  }
}

}  // namespace
}  // namespace pawl
