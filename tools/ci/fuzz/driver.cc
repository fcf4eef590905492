// The main of a fuzz target in an ordinary build: runs the seeds and a fixed number of mutations of them. It guides by
// nothing, but it runs in every test lane, sanitizers included; coverage-guided search is `--config=fuzz`.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

constexpr int kMutations = 4000;  // under half a minute for the slowest target under a sanitizer
constexpr uint64_t kSeed = 1;

void RunOne(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(input.data()), input.size());
}

// A few edits: a changed byte, a cut, a doubled piece, a piece of another seed.
std::string Mutate(const std::vector<std::string>& seeds, std::mt19937_64& random) {
  std::string input = seeds[random() % seeds.size()];
  for (uint64_t edits = 1 + random() % 4; edits > 0 && !input.empty(); --edits) {
    const size_t at = random() % input.size();
    const size_t length = std::min<size_t>(1 + random() % 16, input.size() - at);
    switch (random() % 4) {
      case 0:
        input[at] = static_cast<char>(random());
        break;
      case 1:
        input.erase(at, length);
        break;
      case 2:
        input.insert(at, input.substr(at, length));
        break;
      default: {
        const std::string& other = seeds[random() % seeds.size()];
        if (!other.empty()) input.insert(at, other.substr(random() % other.size(), length));
      }
    }
  }
  return input;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> seeds;
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    if (!file || seeds.back().empty()) {
      std::fprintf(stderr, "%s: cannot be read, or is empty: a fuzz target needs valid input to start from\n", argv[i]);
      return 1;
    }
  }
  if (seeds.empty()) {
    std::fprintf(stderr, "no seeds: name the files of the fuzz_test's `seeds` as arguments\n");
    return 1;
  }
  RunOne("");
  for (const std::string& seed : seeds) RunOne(seed);
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < kMutations; ++i) RunOne(Mutate(seeds, random));
  std::printf("survived %zu seeds and %d mutations\n", seeds.size(), kMutations);
}
