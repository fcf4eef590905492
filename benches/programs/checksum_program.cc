// checksum_program file IMPLEMENTATION FILE       prints the SHA-256 of FILE
// checksum_program tree IMPLEMENTATION DIRECTORY  prints that of the lines of the tree

#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/checksum/impls.h"

namespace {

template <typename Impl>
absl::StatusOr<checksum::Digest> HashBy(bool is_tree, const std::filesystem::path& path) {
  Impl hasher;
  return is_tree ? hasher.HashTree(path) : hasher.HashFile(path);
}

template <typename... Impl>
absl::StatusOr<checksum::Digest> Hash(bool is_tree, std::string_view name, const std::filesystem::path& path,
                                      impls::ImplList<Impl...>) {
  absl::StatusOr<checksum::Digest> digest =
      absl::NotFoundError("no implementation is called '" + std::string(name) + "'");
  ((Impl::kName == name ? void(digest = HashBy<Impl>(is_tree, path)) : void()), ...);
  return digest;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view command = argc == 4 ? argv[1] : "";
  if (command != "file" && command != "tree") {
    std::fputs("usage: checksum_program file|tree IMPLEMENTATION PATH\n", stderr);
    return 2;
  }
  const absl::StatusOr<checksum::Digest> digest = Hash(command == "tree", argv[2], argv[3], checksum::Impls());
  if (!digest.ok()) {
    std::fprintf(stderr, "%s\n", digest.status().ToString().c_str());
    return 1;
  }
  std::printf("%s\n", checksum::Hex(*digest).c_str());
  return 0;
}
