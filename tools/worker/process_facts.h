#ifndef PAWL_TOOLS_WORKER_PROCESS_FACTS_H_
#define PAWL_TOOLS_WORKER_PROCESS_FACTS_H_

#include <string>

namespace pawl {

// What decides, beside the binary itself, how many instructions this process executes.

// A hash of the shared libraries that are loaded now, by name and GNU build id: 16 hexadecimal digits, the same in any
// order of loading. Neither the binary itself nor what the kernel maps is a library; whatever is preloaded is.
std::string LoadedLibraries();

// The level of the x86-64 instruction set that the CPU shows: x86_64_v1 to x86_64_v4; "unknown" elsewhere.
std::string InstructionSetLevel();

// Those of the CPU's features by which libraries choose a code path, as /proc/cpuinfo spells them, separated by commas
// and sorted. An emulator may hide some that its machine has.
std::string DispatchFeatures();

}  // namespace pawl

#endif  // PAWL_TOOLS_WORKER_PROCESS_FACTS_H_
