#ifndef PAWL_IMPLS_ENV_FILE_REFERENCE_H_
#define PAWL_IMPLS_ENV_FILE_REFERENCE_H_

#include <cstddef>
#include <optional>
#include <string_view>

#include "impls/env_file/dialect.h"

namespace env_file {

// What a value says of another variable. Views into the value.
struct Reference {
  std::string_view name;
  std::optional<std::string_view> otherwise;  // stands for a variable that is unset or empty
  size_t end;                                 // offset of what follows
};

// Understands the references of one value, which it borrows, from its beginning to its end. O(bytes) for all of them.
class ReferenceParser {
 public:
  ReferenceParser(std::string_view raw, const Dialect& dialect) : raw_(raw), dialect_(dialect) {}

  // "${...}" at the offset `dollar`; nullopt if the dialect makes no reference of it.
  std::optional<Reference> Braced(size_t dollar);

  // "$NAME" as a shell has it; nullopt if no name follows the dollar.
  std::optional<Reference> Bare(size_t dollar) const;

 private:
  size_t StopFrom(size_t begin);

  const std::string_view raw_;
  const Dialect& dialect_;
  // Found once and not for each "${" before it: a value of nothing else would cost O(bytes²).
  size_t stop_ = 0;
};

}  // namespace env_file

#endif  // PAWL_IMPLS_ENV_FILE_REFERENCE_H_
