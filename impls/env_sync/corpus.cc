#include "impls/env_sync/corpus.h"

#include <random>

namespace env_sync::corpus {

Variables Typical(size_t count) {
  std::mt19937_64 random(count);
  Variables variables;
  variables.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    const std::string digits = std::to_string(i);
    std::string value(16 + random() % 112, ' ');
    for (char& c : value) c = static_cast<char>('!' + random() % 94);
    variables.emplace_back("KEY_" + std::string(5 - std::min<size_t>(5, digits.size()), '0') + digits, value);
  }
  return variables;
}

std::vector<Entry> Entries(const Variables& variables) {
  std::vector<Entry> entries;
  entries.reserve(variables.size());
  for (const auto& [key, value] : variables) entries.push_back({key, value});
  return entries;
}

}  // namespace env_sync::corpus
