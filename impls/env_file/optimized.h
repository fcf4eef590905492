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
//
// One pass over 4 KiB at a time turns bytes into bits, one for each class at which a parser takes a turn; an ordinary
// line is then a few shifts and counts of zeros. Lines with escapes, several lines, carriage returns or errors go a
// general way, which is slower and has all the rules. Memory: Parse takes 43 to 54 bytes a variable for its table,
// beside the file, and up to twice that once it had to grow.
//
// The pass is written with the intrinsics of three instruction sets, chosen as the program runs, and without any. SSE2,
// which every x86-64 has, would not do (1000 lines, 54,900 bytes; 2-vCPU Xeon guest under load, least of 24 runs each;
// in brackets how many times as long GetlineMap took, 141 us):
//
//                          Parse           all variables visited
//   AVX-512 BW           27.2 us (5.2)   22.8 us (6.2)
//   AVX2                 29.3 us (4.8)   24.4 us (5.8)
//   SSE2                 47.2 us (3.0)   41.9 us (3.4)
//
// What was hoped for and is not reached: 25 us, 15 ns a variable visited (it is 26) and 60 ms for a million lines (it
// is 149, an eighth of GetlineMap's). To understand a line takes 200 instructions, the pass over its bytes 95 and the
// table 115; a million variables are 28 MB of table and 16 MB of index, on pages that nobody touched before.
//
// Before there were bits, a line was scanned for its key's end, its quote and its end, 64 bytes at a time by SSE2: 63
// us for 49,043 bytes, when GetlineMap took 172.
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
