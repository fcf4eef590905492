#ifndef PAWL_IMPLS_ENV_FILE_STREAMING_H_
#define PAWL_IMPLS_ENV_FILE_STREAMING_H_

#include <cstddef>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/env_file/entry_parser.h"
#include "impls/env_file/env_file.h"
#include "impls/env_file/flat_table.h"

namespace env_file {

// Reads the file through one window, which begins with options.window_bytes and grows by a quarter where an entry does
// not fit: memory is the larger of the window and 1.25 times the longest entry, and a copy of the longest value that
// has an escape or a reference, whatever the size of the file.
//
// The window is filled before it is parsed, so a pipe's variables come a window at a time.
class Streaming {
 public:
  static constexpr std::string_view kName = "streaming";

  using Table = FlatTable;

  class Reader {
   public:
    Reader(Source& source, const Options& options, const Lookup& earlier);

    absl::StatusOr<const Variable*> Next() {
      while (true) {
        const EntryParser::Step step = parser_.Next();
        if (step == EntryParser::Step::kVariable) [[likely]]
          return &parser_.variable();
        if (step == EntryParser::Step::kFailed) return parser_.status();
        if (step == EntryParser::Step::kEnd) return nullptr;
        Fill();
      }
    }
    const Summary& summary() const { return parser_.summary(); }

   private:
    struct FreeWindow {
      void operator()(char* window) const;
    };

    void Fill();

    Source& source_;
    const Options& options_;
    EntryParser parser_;
    std::unique_ptr<char, FreeWindow> window_;
    size_t capacity_bytes_ = 0;
  };

  // Copies what the table holds, since no window has it all.
  static absl::StatusOr<Table> Parse(std::string_view text, std::string_view name, const Options& options);
};

}  // namespace env_file

#endif  // PAWL_IMPLS_ENV_FILE_STREAMING_H_
