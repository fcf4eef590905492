#ifndef PAWL_IMPLS_ENV_FILE_BASELINE_H_
#define PAWL_IMPLS_ENV_FILE_BASELINE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "impls/env_file/entry_lines.h"
#include "impls/env_file/env_file.h"

namespace env_file {

// Reads the whole file, splits it by std::getline and goes through each line byte by byte, copying what it finds into
// strings. Full semantics: the reference for results. Memory: three times the file, in small pieces.
class Baseline {
 public:
  static constexpr std::string_view kName = "baseline";

  class Table {
   public:
    size_t size() const { return variables_.size(); }
    std::optional<std::string_view> Find(std::string_view key) const;
    const Summary& summary() const { return summary_; }

    template <typename Visit>
    void ForEach(Visit visit) const {
      for (const auto& [key, value] : variables_) visit(key, value);
    }

   private:
    friend class Baseline;

    void Set(std::string_view key, std::string_view value);

    std::vector<std::pair<std::string, std::string>> variables_;
    std::unordered_map<std::string, size_t> index_;  // into variables_
    Summary summary_;
  };

  class Reader {
   public:
    Reader(Source& source, const Options& options, const Lookup& earlier);
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    absl::StatusOr<const Variable*> Next();
    const Summary& summary() const { return summary_; }

   private:
    enum class Outcome { kVariable, kNothing };

    absl::StatusOr<Outcome> ParseEntry();
    absl::StatusOr<Outcome> ParseValue(size_t begin);
    absl::StatusOr<Outcome> ParseQuoted(size_t open, bool& is_unquoted);
    absl::StatusOr<Outcome> ParseUnquoted(size_t begin);
    absl::StatusOr<Outcome> Fail(Problem problem, size_t offset, Subject subject, bool skip, size_t lines);
    absl::StatusOr<Outcome> Finish(std::string_view raw, size_t raw_begin, Quote quote, size_t lines);
    absl::StatusOr<size_t> FindClose(size_t open);

    Source& source_;
    const Options& options_;
    const Scope scope_;
    bool loaded_ = false;
    absl::Status failed_;
    EntryLines lines_;
    const std::string& entry_ = lines_.text();
    std::string key_, value_;
    Variable variable_;
    Summary summary_;
  };

  static absl::StatusOr<Table> Parse(std::string_view text, std::string_view name, const Options& options);
};

}  // namespace env_file

#endif  // PAWL_IMPLS_ENV_FILE_BASELINE_H_
