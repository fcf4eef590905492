// A library as somebody else has it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace search {

// Which documents hold a word. Safe to read from several threads.
class index {
 public:
  explicit index(const std::vector<std::string>& documents);
  // In ascending order, each once.
  std::vector<size_t> find(std::string_view word) const;

 private:
  std::unordered_map<std::string, std::vector<size_t>> documents_of_;
};

// How often each word occurs, by the map of one's choice: std::map or std::unordered_map.
template <typename map>
map count_words(std::string_view text) {
  map counts;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(' ', begin), text.size());
    if (end > begin) ++counts[std::string(text.substr(begin, end - begin))];
    begin = end + 1;
  }
  return counts;
}

}  // namespace search
