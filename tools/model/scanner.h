#ifndef PAWL_TOOLS_MODEL_SCANNER_H_
#define PAWL_TOOLS_MODEL_SCANNER_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace pawl {

// A cursor over one short text that people write in BUILD files: a claim, a limit, a mute. Every reader skips white
// space first. The text is borrowed.
class Scanner {
 public:
  // `kind` and `grammar` end up in errors: 'limit "..." , at position 3: ... . <grammar>'.
  Scanner(std::string_view kind, std::string_view grammar, std::string_view text)
      : kind_(kind), grammar_(grammar), text_(text) {}

  bool Consume(std::string_view token);

  // Letters, digits and underscores; empty if there are none.
  std::string_view Word();

  // A finite number >= 0 in decimal notation.
  std::optional<double> Number();

  // The factor of a unit of memory (B, KiB, MiB, GiB), or nullopt if none stands here.
  std::optional<double> ByteUnit();

  // The text up to `end`, which is consumed; nullopt if `end` never comes.
  std::optional<std::string_view> Until(std::string_view end);

  bool AtEnd();

  // InvalidArgument that names the text, the position, what was `expected` there, and the grammar.
  absl::Status Error(std::string_view expected) const;

 private:
  void SkipSpace();

  std::string_view kind_;
  std::string_view grammar_;
  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_MODEL_SCANNER_H_
