#ifndef PAWL_TOOLS_MODEL_KEY_H_
#define PAWL_TOOLS_MODEL_KEY_H_

#include <string>
#include <string_view>

namespace pawl {

// What must match before two stored numbers may be compared. A key is text with a fixed order of fields, so that a
// record shows it whole and a difference can be named. Kernel, host name and clock readings never enter a key.

// Changes when the meaning of a stored number changes (what the counter counts, how floors are taken).
inline constexpr int kMeasurementSemantics = 2;

// Decides for allocations, bytes and sizes. Values must be free of '-' and '/'.
struct BuildKey {
  std::string architecture;  // x86_64
  std::string compiler;      // gcc12.2.0
  std::string library;       // libstdcxx20220819
  std::string flags;         // hash of the compiler flags

  std::string Text() const;  // x86_64-gcc12.2.0-libstdcxx20220819-f1c3a9d2e-m2
};

// Decides, beside the build key, for stored ratios of times.
struct MachineKey {
  std::string cpu;         // vendor.family.model
  int cpus = 0;            // that the scheduler may use
  std::string hypervisor;  // kvm, none
  std::string aslr;        // /proc/sys/kernel/randomize_va_space

  std::string Text() const;  // AuthenticAMD.26.2-2cpu-kvm-aslr2
};

// Decides, beside the build key, for instructions: what they were counted by and what the counted process ran on.
struct InstructionKey {
  std::string valgrind;         // 3.19.0
  std::string libraries;        // hash of the build ids of the shared libraries that the benchmark loads
  std::string instruction_set;  // x86_64_v3: what valgrind shows, which may be less than the CPU has

  std::string Text() const;  // valgrind3.19.0-l0f1e2d3c4b5a6978-x86_64_v3
};

// The key of a stored number of instructions; `build` is a build key's text.
std::string KeyOfInstructions(std::string_view build, const InstructionKey& instructions);

// The key of a stored ratio of times; `build` likewise.
std::string TimeKey(std::string_view build, const MachineKey& machine);

// Names every field in which two keys differ, as "compiler gcc12.2.0 -> gcc14.1.0"; empty if they are equal. Keys of
// different kinds, or text that is no key, are named whole.
std::string DescribeDifference(std::string_view stored, std::string_view current);

}  // namespace pawl

#endif  // PAWL_TOOLS_MODEL_KEY_H_
