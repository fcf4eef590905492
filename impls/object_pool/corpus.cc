#include "impls/object_pool/corpus.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "impls/random.h"

namespace object_pool::corpus {

std::vector<size_t> Sizes(uint64_t seed, size_t count) {
  std::mt19937_64 random(seed);
  std::vector<size_t> sizes(count);
  for (size_t& size : sizes) {
    const double bytes = std::exp(std::log(4096.0) + 1.5 * impls::Normal(random));
    size = static_cast<size_t>(std::clamp(bytes, 64.0, 1048576.0));
  }
  return sizes;
}

std::vector<uint32_t> Order(uint64_t seed, size_t count) {
  std::mt19937_64 random(seed);
  std::vector<uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0);
  // Not std::shuffle, which differs between standard libraries.
  for (size_t left = count; left > 1; --left) std::swap(order[left - 1], order[random() % left]);
  return order;
}

std::vector<std::string> Texts(uint64_t seed, size_t count, size_t fewest_bytes, size_t most_bytes) {
  std::mt19937_64 random(seed);
  std::vector<std::string> texts(count);
  for (std::string& text : texts) {
    text.resize(fewest_bytes + random() % (most_bytes - fewest_bytes + 1));
    for (char& c : text) c = static_cast<char>('a' + random() % 26);
  }
  return texts;
}

std::vector<std::pair<std::string, std::string>> Variables(uint64_t seed, size_t count) {
  const std::vector<std::string> names = Texts(seed, count, 0, 32);
  const std::vector<std::string> values = Texts(seed + 1, count, 4, 40);
  std::vector<std::pair<std::string, std::string>> variables(count);
  for (size_t i = 0; i < count; ++i) variables[i] = {"V" + std::to_string(1000 + i) + names[i], values[i]};
  return variables;
}

}  // namespace object_pool::corpus
