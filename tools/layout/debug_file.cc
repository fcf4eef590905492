#include "tools/layout/debug_file.h"

#include <fcntl.h>
#include <gelf.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "fmt/format.h"

namespace pawl {

DebugFile::~DebugFile() {
  if (dwarf_ != nullptr) dwarf_end(dwarf_);
  if (elf_ != nullptr) elf_end(elf_);
  if (descriptor_ >= 0) close(descriptor_);
}

absl::Status DebugFile::Open(const std::string& binary) {
  descriptor_ = open(binary.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor_ < 0) {
    const int error = errno;
    const std::string text = fmt::format("{}: {}", binary, std::generic_category().message(error));
    return error == ENOENT || error == ENOTDIR ? absl::NotFoundError(text) : absl::UnavailableError(text);
  }
  elf_version(EV_CURRENT);
  elf_ = elf_begin(descriptor_, ELF_C_READ_MMAP, nullptr);
  GElf_Ehdr header;
  if (elf_ == nullptr || elf_kind(elf_) != ELF_K_ELF || gelf_getehdr(elf_, &header) == nullptr) {
    return absl::InvalidArgumentError(fmt::format("{}: is no ELF binary; name a program or a shared library", binary));
  }
  if (gelf_getclass(elf_) != ELFCLASS64 || (header.e_machine != EM_X86_64 && header.e_machine != EM_AARCH64)) {
    return absl::InvalidArgumentError(
        fmt::format("{}: is built for another processor; only layouts of 64-bit x86-64 and AArch64 are known", binary));
  }
  if (header.e_type == ET_REL) {
    return absl::InvalidArgumentError(
        fmt::format("{}: is an object file; name the program or shared library that it is linked into", binary));
  }
  dwarf_ = dwarf_begin_elf(elf_, DWARF_C_READ, nullptr);
  if (dwarf_ == nullptr) {
    return absl::FailedPreconditionError(
        fmt::format("{}: has no debug information ({}); build it with -g, under Bazel with --copt=-g --strip=never",
                    binary, dwarf_errmsg(-1)));
  }
  return absl::OkStatus();
}

}  // namespace pawl
