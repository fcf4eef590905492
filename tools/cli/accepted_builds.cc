#include "tools/cli/accepted_builds.h"

#include <elf.h>

#include <array>
#include <cstring>
#include <fstream>
#include <system_error>

#include "fmt/format.h"
#include "tools/model/content_hash.h"
#include "tools/store/file_hash.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;

struct ElfMachine {
  int bits = 0;
  bool big_endian = false;
  int number = 0;  // EM_X86_64, EM_AARCH64, ...

  bool operator==(const ElfMachine&) const = default;
};

absl::StatusOr<ElfMachine> MachineOf(const std::string& path) {
  std::array<unsigned char, EI_NIDENT + 4> header{};
  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char*>(header.data()), header.size());
  if (!file || std::memcmp(header.data(), ELFMAG, SELFMAG) != 0) {
    return absl::InvalidArgumentError("it is no ELF program");
  }
  ElfMachine machine;
  machine.bits = header[EI_CLASS] == ELFCLASS64 ? 64 : 32;
  machine.big_endian = header[EI_DATA] == ELFDATA2MSB;
  // e_machine, behind e_type, in the program's own byte order.
  const int first = header[EI_NIDENT + 2];
  const int second = header[EI_NIDENT + 3];
  machine.number = machine.big_endian ? first << 8 | second : second << 8 | first;
  return machine;
}

std::string Text(const ElfMachine& machine) {
  const char* name = machine.number == EM_X86_64    ? "x86_64"
                     : machine.number == EM_386     ? "x86"
                     : machine.number == EM_AARCH64 ? "aarch64"
                     : machine.number == EM_RISCV   ? "riscv"
                                                    : nullptr;
  if (name != nullptr) return name;
  return fmt::format("ELF machine {}, {} bits", machine.number, machine.bits);
}

absl::Status Of(const std::string& hash, const absl::Status& status) {
  return {status.code(), fmt::format("accepted {}: {}", ShortHash(hash), std::string(status.message()))};
}

}  // namespace

absl::Status CheckSameMachine(const std::string& accepted, const std::string& contender) {
  const absl::StatusOr<ElfMachine> other = MachineOf(accepted);
  if (!other.ok()) return other.status();
  const absl::StatusOr<ElfMachine> ours = MachineOf(contender);
  if (!ours.ok() || *ours == *other) return absl::OkStatus();
  return absl::FailedPreconditionError(fmt::format("it is a program for {}, not for {}", Text(*other), Text(*ours)));
}

absl::StatusOr<Against> AcceptedBuilds::Open(const std::string& hash) {
  if (contender_hash_.empty()) {
    absl::StatusOr<std::string> of_contender = HashFile(contender_.binary);
    if (!of_contender.ok()) return of_contender.status();
    contender_hash_ = *std::move(of_contender);
  }
  if (whole_ && hash == contender_hash_) {
    store_.Touch(hash);
    Against same;
    same.identical = true;
    return same;
  }
  const fs::path folder = scratch_ / fmt::format("accepted{:03}", opened_.size());
  std::error_code error;
  fs::create_directories(folder, error);  // what can't be written into it says so
  const std::string binary = folder / "binary";
  fs::remove(binary, error);  // of one that was refused
  if (absl::Status status = store_.Get(hash, binary); !status.ok()) return status;
  if (absl::Status status = CheckSameMachine(binary, contender_.binary); !status.ok()) return Of(hash, status);
  absl::StatusOr<LiveSides> sides = LiveSides::Create({binary}, contender_, counter_, folder);
  if (!sides.ok()) return Of(hash, sides.status());
  opened_.push_back(*std::move(sides));
  return opened_.back().Sides();
}

}  // namespace pawl
