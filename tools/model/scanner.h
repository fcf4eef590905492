#ifndef PAWL_TOOLS_MODEL_SCANNER_H_
#define PAWL_TOOLS_MODEL_SCANNER_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace pawl {

// A unit as a multiple of the base unit of its kind: B, KiB, MiB and GiB are of bytes, ns, us, ms and s of time. Every
// other unit is its own base.
struct ScaledUnit {
  std::string_view base;
  double factor = 1;
};
ScaledUnit ScaleOf(std::string_view unit);

// A cursor over one short text that people write in BUILD files: a claim, a limit, a mute, a metric. Every reader skips
// white space first. The text is borrowed.
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

  // Letters, digits and _ / . -; empty if there are none.
  std::string_view Unit();

  // The factor of a unit of the same kind as `base`, which is consumed; nullopt if none stands here.
  std::optional<double> UnitOf(std::string_view base);

  // The text up to `end`, which is consumed; nullopt if `end` never comes.
  std::optional<std::string_view> Until(std::string_view end);

  bool AtEnd();

  // What has not been read yet, without leading white space.
  std::string_view Rest();

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
