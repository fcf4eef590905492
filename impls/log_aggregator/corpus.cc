#include "impls/log_aggregator/corpus.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "impls/random.h"

namespace log_aggregator::corpus {
namespace {

constexpr size_t kTemplates = 40;
constexpr double kZipfExponent = 1.1;
constexpr double kMedianBytes = 60;
constexpr double kSigma = 0.7;

size_t Zipf(std::mt19937_64& random) {
  static const std::vector<double> sums = [] {
    std::vector<double> made;
    double sum = 0;
    for (size_t i = 1; i <= kTemplates; ++i) made.push_back(sum += std::pow(static_cast<double>(i), -kZipfExponent));
    return made;
  }();
  const double at = static_cast<double>(random() >> 11) * 0x1p-53 * sums.back();
  return static_cast<size_t>(std::upper_bound(sums.begin(), sums.end() - 1, at) - sums.begin());
}

size_t LognormalBytes(std::mt19937_64& random) {
  return static_cast<size_t>(kMedianBytes * std::exp(kSigma * impls::Normal(random)));
}

int Nibble(char digit) { return digit <= '9' ? digit - '0' : digit - 'A' + 10; }

}  // namespace

std::vector<std::string> Names(size_t count) {
  std::vector<std::string> names;
  for (size_t i = 0; i < count; ++i) names.push_back("//services/step" + std::to_string(i) + ":image");
  return names;
}

std::vector<std::string> Templates() {
  std::vector<std::string> templates;
  std::mt19937_64 random(40);
  const std::string words = "fetching layer of the image from registry with digest while cache was cold and copying ";
  for (size_t i = 0; i < kTemplates; ++i) {
    // Three quarters of a message are its template.
    const size_t size_bytes = std::clamp<size_t>(LognormalBytes(random) * 3 / 4, 12, 200);
    std::string filler;
    while (filler.size() < size_bytes) filler += words.substr((i * 9) % 40);
    filler.resize(size_bytes);
    templates.push_back("T" + std::to_string(i) + " {} took {} ms " + filler + " for {}");
  }
  return templates;
}

std::vector<Call> Calls(uint64_t seed, size_t count, size_t sources) {
  std::mt19937_64 random(seed);
  std::vector<Call> calls(count);
  for (size_t i = 0; i < count; ++i) {
    Call& call = calls[i];
    call.source = static_cast<uint32_t>((i + random() % 8) % sources);
    call.message = static_cast<uint32_t>(Zipf(random));
    call.severity = static_cast<Severity>(random() % 100 < 90 ? 0 : 1 + random() % 2);
    call.count = static_cast<int64_t>(random() % 100'000);
    call.ms = static_cast<double>(random() % 10'000'000) / 1000;
    call.text = impls::RandomBytes(random(), std::min<size_t>(LognormalBytes(random) / 4, 400));
    for (char& byte : call.text) byte = static_cast<char>('a' + static_cast<unsigned char>(byte) % 26);
  }
  return calls;
}

std::vector<std::string> HostileTexts() {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all.push_back(static_cast<char>(byte));
  return {"",
          "plain",
          "two\nlines\n",
          "\r\x1b[2Jcleared",
          "2026-11-29T22:25:01.123Z E other forged",
          "\n2026-11-29T22:25:01.123Z E other forged",
          "\\[3 lines lost: ENOSPC]",
          "\\n is no newline, \\\\x0A neither",
          std::string("\xC2\x9B") + "31m is red in UTF-8",
          "\xC2",
          "caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80",
          "\xC2\xA0 is no control character",
          std::string("nul \0 inside", 12),
          "{} {0} {{}} %s",
          all};
}

bool ReadLine(std::string_view line, Line& read) {
  constexpr std::string_view kForm = "dddd-dd-ddTdd:dd:dd.dddZ ";
  if (line.size() < kForm.size()) return false;
  for (size_t i = 0; i < kForm.size(); ++i) {
    const bool is_right = kForm[i] == 'd' ? line[i] >= '0' && line[i] <= '9' : line[i] == kForm[i];
    if (!is_right) return false;
  }
  const std::string_view rest = line.substr(kForm.size());
  const size_t end_of_source = rest.size() > 2 ? rest.find(' ', 2) : std::string_view::npos;
  if (end_of_source == std::string_view::npos || end_of_source == 2) return false;
  if (std::string_view("IWE").find(rest[0]) == std::string_view::npos || rest[1] != ' ') return false;
  read.time = line.substr(0, kForm.size() - 1);
  read.severity = rest[0];
  read.source = rest.substr(2, end_of_source - 2);
  read.text = rest.substr(end_of_source + 1);
  return true;
}

bool HasMarker(std::string_view text) {
  for (size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] != '\\') continue;
    ++i;
    if (text[i] == '[') return true;
  }
  return false;
}

std::string Unescaped(std::string_view text) {
  std::string bytes;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      bytes += text[i];
      continue;
    }
    switch (text[++i]) {
      case 'n':
        bytes += '\n';
        break;
      case 't':
        bytes += '\t';
        break;
      case 'r':
        bytes += '\r';
        break;
      case 'x':
        bytes += static_cast<char>(Nibble(text[i + 1]) * 16 + Nibble(text[i + 2]));
        i += 2;
        break;
      default:
        bytes += text[i];
    }
  }
  return bytes;
}

std::vector<std::string> SplitLines(std::string_view bytes) {
  std::vector<std::string> lines;
  while (!bytes.empty()) {
    const size_t end = std::min(bytes.find('\n'), bytes.size());
    lines.emplace_back(bytes.substr(0, end));
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  return lines;
}

}  // namespace log_aggregator::corpus
