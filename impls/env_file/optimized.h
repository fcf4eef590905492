#ifndef PAWL_IMPLS_ENV_FILE_OPTIMIZED_H_
#define PAWL_IMPLS_ENV_FILE_OPTIMIZED_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "impls/env_file/entry_parser.h"
#include "impls/env_file/env_file.h"
#include "impls/env_file/flat_table.h"

namespace env_file {

// The whole file in memory, keys and values as views into it; copies only values with an escape or a reference.
class Optimized {
 public:
  static constexpr std::string_view kName = "optimized";

  using Table = FlatTable;

  // Reads its source to the end first, unless that lies in memory: no copy then.
  class Reader {
   public:
    Reader(Source& source, const Options& options, const Lookup& earlier);

    absl::StatusOr<const Variable*> Next() {
      if (!has_text_) [[unlikely]]
        Load();
      const EntryParser::Step step = parser_.Next();
      if (step == EntryParser::Step::kVariable) [[likely]]
        return &parser_.variable();
      if (step == EntryParser::Step::kFailed) return parser_.status();
      return nullptr;
    }
    const Summary& summary() const { return parser_.summary(); }

   private:
    void Load();

    Source& source_;
    EntryParser parser_;
    std::string text_;  // unless the source has it
    bool has_text_ = false;
  };

  static absl::StatusOr<Table> Parse(std::string_view text, std::string_view name, const Options& options);
};

}  // namespace env_file

#endif  // PAWL_IMPLS_ENV_FILE_OPTIMIZED_H_
