#ifndef WORDS_H
#define WORDS_H

#include <string>
#include <string_view>

// The words of a text, with one blank between two of them.
namespace words {

struct stream_tidier {
  static constexpr std::string_view kName = "baseline";
  static std::string tidy(std::string_view text);
};

// One pass, one allocation.
struct one_pass_tidier {
  static constexpr std::string_view kName = "optimized";
  static std::string tidy(std::string_view text);
};

}  // namespace words

#endif
