#ifndef PAWL_TOOLS_WORKER_ANSWERS_H_
#define PAWL_TOOLS_WORKER_ANSWERS_H_

#include <functional>
#include <map>
#include <string>

namespace pawl {

// Case name -> a function that computes what the case computes once and returns it as comparable bytes. The runner
// compares the answers of all implementations of an operation before it times any of them.
using AnswerRegistry = std::map<std::string, std::function<std::string()>>;

// The process-wide registry. Filled during static initialization, read by the worker; not synchronized.
AnswerRegistry& Answers();

}  // namespace pawl

#endif  // PAWL_TOOLS_WORKER_ANSWERS_H_
