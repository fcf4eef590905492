#include <string>
#include <string_view>

#include "benches/archive_export_case.h"
#include "benchmark/benchmark.h"
#include "impls/checksum/shell.h"
#include "impls/impl_list.h"
#include "tools/perf/for_each_impl.h"

namespace {

// Ours by its path in the runfiles, which is where Bazel starts a benchmark. The environment of all is empty: no
// preloaded counter counts in them.
std::string Ours(const std::string& how, const std::string& root, const std::string& archive) {
  return "env -i benches/programs/archive_export_program optimized " + how + " '" + root + "' '" + archive +
         "' >/dev/null";
}

std::string Zip(const std::string& level, const std::string& root, const std::string& archive) {
  return "cd '" + root + "' && rm -f '" + archive + ".zip' && env -i zip -q " + level + " -r '" + archive +
         ".zip' . && mv '" + archive + ".zip' '" + archive + "'";
}

struct Zip6 {
  static constexpr std::string_view kName = "zip_6";
  static std::string Command(const std::string& root, const std::string& archive) { return Zip("-6", root, archive); }
};
struct Zip1 {
  static constexpr std::string_view kName = "zip_1";
  static std::string Command(const std::string& root, const std::string& archive) { return Zip("-1", root, archive); }
};
struct Zip9 {
  static constexpr std::string_view kName = "zip_9";
  static std::string Command(const std::string& root, const std::string& archive) { return Zip("-9", root, archive); }
};
struct OurZip {
  static constexpr std::string_view kName = "optimized";
  static std::string Command(const std::string& root, const std::string& archive) {
    return Ours("zip auto 2", root, archive);
  }
};
struct OurSmallZip {
  static constexpr std::string_view kName = "optimized_small";
  static std::string Command(const std::string& root, const std::string& archive) {
    return Ours("zip small 2", root, archive);
  }
};
struct Pigz1 {
  static constexpr std::string_view kName = "pigz_1";
  static std::string Command(const std::string& root, const std::string& archive) {
    return "env -i tar -C '" + root + "' -cf - . | env -i pigz -1 -p 1 > '" + archive + "'";
  }
};
struct OurTarGz {
  static constexpr std::string_view kName = "optimized";
  static std::string Command(const std::string& root, const std::string& archive) {
    return Ours("tar.gz auto 1", root, archive);
  }
};
struct GnuTar {
  static constexpr std::string_view kName = "gnu_tar";
  static std::string Command(const std::string& root, const std::string& archive) {
    return "env -i tar -C '" + root + "' -cf '" + archive + "' .";
  }
};
struct OurTar {
  static constexpr std::string_view kName = "optimized";
  static std::string Command(const std::string& root, const std::string& archive) {
    return Ours("tar auto 2", root, archive);
  }
};

struct OurDeduplicatedTar {
  static constexpr std::string_view kName = "optimized_dedup";
  static std::string Command(const std::string& root, const std::string& archive) {
    return "env -i benches/programs/archive_export_program optimized tar auto 2 '" + root + "' '" + archive +
           "' dedup >/dev/null";
  }
};

constexpr auto kMake = []<typename Program>(std::string_view tree) {
  return std::pair(Program(), benches::ExportTree::Generate(std::string(tree)));
};

constexpr auto kBody = [](benchmark::State& state, auto& input) {
  auto& [program, tree] = input;
  if (!tree.ready.ok()) return state.SkipWithError(std::string(tree.ready.message()));
  const std::string command = program.Command(tree.root.native(), tree.archive().native());
  for (auto _ : state) {
    if (std::system(command.c_str()) != 0) return state.SkipWithError(command + " failed");
    benchmark::ClobberMemory();
  }
  state.counters["archive_bytes"] = static_cast<double>(std::filesystem::file_size(tree.archive()));
};

// How many files the archive has, as `list` says.
constexpr auto kAnswer = [](std::string list) {
  return [list](auto& input) {
    auto& [program, tree] = input;
    const std::string archive = tree.archive().native();
    if (std::system(program.Command(tree.root.native(), archive).c_str()) != 0) return std::string("failed");
    return checksum::FirstWord(list + " '" + archive + "' | grep -vc '/$'");
  };
};

// Measures programs that make a zip file of a tree in the page cache, from their start by a shell to their end; ours
// syncs the file. Does not measure: a disk that has to be read. What a program allocates is not seen.
const int kZip = pawl::ForEachImpl<impls::ImplList<Zip6, Zip1, Zip9, OurZip, OurSmallZip>>(
    "archive_export/ZipProcess", "tree", {std::string_view("100MiB")}, kMake, kBody, kAnswer("unzip -Z1"),
    pawl::JudgedBy::kWallTime);

// Measures tar and pigz on one core against ours on one thread, likewise. Does not measure: a disk.
const int kTarGz = pawl::ForEachImpl<impls::ImplList<Pigz1, OurTarGz>>("archive_export/TarGzProcess", "tree",
                                                                       {std::string_view("100MiB")}, kMake, kBody,
                                                                       kAnswer("tar -tzf"), pawl::JudgedBy::kWallTime);

// Measures the same of what is compressed already, and of one file of 2 GiB. Does
// not measure: levels above 1, which take minutes.
const int kZipOther = pawl::ForEachImpl<impls::ImplList<Zip1, OurZip>>(
    "archive_export/ZipProcess", "tree", {std::string_view("precompressed"), std::string_view("one_big")}, kMake, kBody,
    kAnswer("unzip -Z1"), pawl::JudgedBy::kWallTime);

// Measures GNU tar against ours on two threads, likewise. Does not measure: a disk.
const int kTar = pawl::ForEachImpl<impls::ImplList<GnuTar, OurTar>>("archive_export/TarProcess", "tree",
                                                                    {std::string_view("100MiB")}, kMake, kBody,
                                                                    kAnswer("tar -tf"), pawl::JudgedBy::kWallTime);

// Measures the same of one large file, and of a tree of copies, which `optimized_dedup` makes hard links of. Does not
// measure: a disk.
const int kTarOther = pawl::ForEachImpl<impls::ImplList<GnuTar, OurTar, OurDeduplicatedTar>>(
    "archive_export/TarProcess", "tree", {std::string_view("dups"), std::string_view("one_big")}, kMake, kBody,
    kAnswer("tar -tf"), pawl::JudgedBy::kWallTime);

}  // namespace
