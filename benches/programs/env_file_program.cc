// env_file_program count IMPLEMENTATION FILE   parses FILE with all semantics into a table, and prints how many
//                                              variables it found
// env_file_program write LINES FILE            makes FILE a typical one

#include <charconv>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/env_file/impls.h"

namespace {

template <typename Impl>
absl::StatusOr<size_t> CountVariables(const std::string& path) {
  const absl::StatusOr<std::unique_ptr<env_file::FileSource>> source = env_file::FileSource::Open(path);
  if (!source.ok()) return source.status();
  const absl::StatusOr<std::string> text = env_file::ReadWhole(**source);
  if (!text.ok()) return text.status();
  const auto table = Impl::Parse(*text, path, env_file::Options());
  if (!table.ok()) return table.status();
  return table->size();
}

template <typename... Impl>
absl::Status Count(std::string_view name, const std::string& path, impls::ImplList<Impl...>) {
  absl::StatusOr<size_t> count = absl::NotFoundError("no implementation is called '" + std::string(name) + "'");
  ((Impl::kName == name ? void(count = CountVariables<Impl>(path)) : void()), ...);
  if (count.ok()) std::printf("%zu\n", *count);
  return count.status();
}

absl::Status Write(std::string_view lines, const std::string& path) {
  size_t count = 0;
  const auto [end, error] = std::from_chars(lines.data(), lines.data() + lines.size(), count);
  if (error != std::errc() || end != lines.data() + lines.size()) {
    return absl::InvalidArgumentError("'" + std::string(lines) + "' is no number of lines");
  }
  std::ofstream file(path, std::ios::binary);
  file << env_file::corpus::TypicalFile(count);
  file.close();
  return file ? absl::OkStatus() : absl::InternalError("cannot write " + path + ". Free some space");
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view command = argc == 4 ? argv[1] : "";
  if (command != "count" && command != "write") {
    std::fputs("usage: env_file_program count IMPLEMENTATION FILE\n       env_file_program write LINES FILE\n", stderr);
    return 2;
  }
  const absl::Status status = command == "count" ? Count(argv[2], argv[3], env_file::Impls()) : Write(argv[2], argv[3]);
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return 1;
}
