#include "impls/env_file/optimized.h"

#include <utility>

namespace env_file {

Optimized::Reader::Reader(Source& source, const Options& options, const Lookup& earlier)
    : source_(source), parser_(source.name(), options, earlier) {}

void Optimized::Reader::Load() {
  has_text_ = true;
  if (!parser_.status().ok()) return;
  if (const std::optional<std::string_view> whole = source_.Whole()) return parser_.Provide(*whole, true);
  absl::StatusOr<std::string> text = ReadWhole(source_);
  if (!text.ok()) {
    parser_.Fail(text.status());
    return;
  }
  text_ = *std::move(text);
  parser_.Provide(text_, true);
}

absl::StatusOr<FlatTable> Optimized::Parse(std::string_view text, std::string_view name, const Options& options) {
  constexpr size_t kBytesPerVariable = 48;  // a little below what is usual, so that most tables never grow
  FlatTable table;
  table.Reserve(text.size() / kBytesPerVariable);
  const Lookup earlier = [&table](std::string_view key) { return table.Find(key); };
  EntryParser parser(name, options, earlier);
  parser.Provide(text, true);
  EntryParser::Step step;
  while ((step = parser.Next()) == EntryParser::Step::kVariable) {
    const Variable& variable = parser.variable();
    table.Set(variable.key, parser.has_view() ? variable.value : table.Keep(variable.value));
  }
  if (step == EntryParser::Step::kFailed) return parser.status();
  table.set_summary(parser.summary());
  return table;
}

}  // namespace env_file
