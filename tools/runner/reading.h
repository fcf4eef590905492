#ifndef PAWL_TOOLS_RUNNER_READING_H_
#define PAWL_TOOLS_RUNNER_READING_H_

#include <optional>
#include <string>

namespace pawl {

// What a file of /proc or /sys said. Without a value no such file could be read, or it made no sense: containers and
// virtual machines hide many. That is unknown, and not the same as fine.
template <typename T>
struct Reading {
  std::optional<T> value = {};
  std::string file = {};  // that said so or that would have; `*` stands for any CPU or process
};

}  // namespace pawl

#endif  // PAWL_TOOLS_RUNNER_READING_H_
