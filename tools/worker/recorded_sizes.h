#ifndef PAWL_TOOLS_WORKER_RECORDED_SIZES_H_
#define PAWL_TOOLS_WORKER_RECORDED_SIZES_H_

#include <cstddef>
#include <string>
#include <vector>

namespace pawl {

// The size of a type that a benchmark records beside its cases.
struct RecordedSize {
  std::string name;  // as a case is named
  size_t bytes = 0;
};

// The process-wide list, in order of registration. Filled during static initialization, read by the worker; not
// synchronized. Nothing keeps a name from being recorded twice: the runner refuses such a binary.
std::vector<RecordedSize>& RecordedSizes();

}  // namespace pawl

#endif  // PAWL_TOOLS_WORKER_RECORDED_SIZES_H_
