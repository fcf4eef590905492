#ifndef PAWL_TOOLS_MODEL_CALL_SITE_H_
#define PAWL_TOOLS_MODEL_CALL_SITE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pawl {

// The qualified name in a demangled function: "image::Parse" of "void image::Parse<int>(char const*) (parse.cc)", with
// its template arguments. Views of `function`.
std::string_view QualifiedName(std::string_view function);

// Where in a call stack (outermost frame first) the memory is asked for by code that its reader can change: the
// innermost frame that is not of
//   * the malloc family, operator new and delete, strdup;
//   * the standard library: std, __gnu_cxx, __cxxabiv1; judged by the function's own name, so that a user's function
//     that returns a std::string is the user's;
//   * the implementation: names that begin with an underscore, which C and C++ reserve in the global namespace;
//   * a stripped library: a bare address.
// In a stack without any other frame it is the innermost one: that is the most that is known, and it is also right for
// an instrument that gives functions without their callers. A lambda that std::function calls is skipped with it unless
// the compiler left the lambda's body a function of its own; the site is then who calls the std::function.
// REQUIRES: `frames` is not empty. Index into `frames`; linear in their length.
size_t CallSite(const std::vector<std::string>& frames);

}  // namespace pawl

#endif  // PAWL_TOOLS_MODEL_CALL_SITE_H_
