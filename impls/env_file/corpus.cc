#include "impls/env_file/corpus.h"

#include <array>
#include <random>

namespace env_file::corpus {
namespace {

using Random = std::mt19937_64;  // its numbers are the standard's; those of its distributions are not

bool Chance(Random& random, unsigned percent) { return random() % 100 < percent; }

std::string Word(Random& random, size_t min_bytes, size_t max_bytes) {
  constexpr std::string_view kBytes = "abcdefghijklmnopqrstuvwxyz0123456789-_./:@";
  std::string word;
  for (size_t size = min_bytes + random() % (max_bytes - min_bytes + 1); size > 0; --size) {
    word += kBytes[random() % kBytes.size()];
  }
  return word;
}

std::string Words(Random& random) {
  return Word(random, 6, 18) + " " + Word(random, 4, 15) + " " + Word(random, 4, 15);
}

std::string Key(size_t line, Random& random) {
  constexpr std::array<std::string_view, 8> kNames = {"DATABASE", "REDIS_HOST", "API",         "AWS_ACCESS_KEY",
                                                      "LOG",      "FEATURE",    "SMTP_SERVER", "QUEUE"};
  return std::string(kNames[random() % kNames.size()]) + "_" + std::to_string(line);
}

std::string TypicalLine(size_t line, const std::string& earlier_key, const std::string& key, Random& random) {
  const uint64_t kind = random() % 100;
  if (kind < 4) return "export " + key + "=" + Word(random, 24, 56);
  if (kind < 28) return key + "=\"" + Words(random) + "\"";
  if (kind < 38) return key + "='" + Words(random) + "'";
  if (kind < 44) return key + "=" + Word(random, 16, 40) + " # line " + std::to_string(line);
  if (kind < 48) return key + "=https://${" + earlier_key + "}/" + Word(random, 10, 20);
  return key + "=" + Word(random, 24, 68);
}

}  // namespace

std::string TypicalFile(size_t lines, uint64_t seed) {
  Random random(seed);
  std::string file, earlier_key = "HOME";
  for (size_t line = 0; line < lines; ++line) {
    const uint64_t kind = random() % 100;
    if (kind < 8) {
      file += "# " + Words(random) + " " + Words(random) + "\n";
    } else if (kind < 12) {
      file += "\n";
    } else {
      const std::string key = Key(line, random);
      file += TypicalLine(line, earlier_key, key, random) + "\n";
      if (Chance(random, 10)) earlier_key = key;
    }
  }
  return file;
}

std::string NastyFile(uint64_t seed) {
  constexpr std::array<std::string_view, 58> kPieces = {
      "A",    "B",        "KEY",  "export",  "export ", " ",        "\t",  "=",  "=",   "=",           "A=", "B=",
      "\nC=", "\n",       "\n",   "\n",      "\r\n",    "\r",       "\"",  "\"", "'",   "'",           "`",  "\\",
      "\\\"", "\\'",      "\\\\", "\\n",     "\\t",     "\\$",      "\\r", "#",  " #",  "# c\n",       "$",  "$A",
      "${A}", "${",       "}",    "${B:-d}", "${A:",    ":-",       ": ",  ":",  "x",   "x y",         "1",  ".",
      "-",    "\xc3\xa9", "{",    "\"x\"",   "'x'\n",   "\"x\ny\"", "=\"", "='", "A='", "\xe2\x82\xac"};
  constexpr std::array<std::string_view, 7> kNoText = {
      "\xff", "\xc3", std::string_view("\0", 1), "\xed\xa0\x80", "\xe2\x82", "\x7f", "\x01"};
  Random random(seed);
  std::string file;
  if (Chance(random, 5)) file += "\xef\xbb\xbf";
  // Mostly sensible entries, or the first line would be the last that is understood.
  for (size_t entries = random() % 6; entries > 0; --entries) {
    if (Chance(random, 70)) {
      file += kPieces[random() % 3];
      file += "=";
    }
    for (size_t pieces = random() % 8; pieces > 0; --pieces) file += kPieces[random() % kPieces.size()];
    if (Chance(random, 3)) file += kNoText[random() % kNoText.size()];
    if (Chance(random, 10)) file += std::string(random() % 200, 'z');
    if (Chance(random, 80)) file += Chance(random, 80) ? "\n" : Chance(random, 50) ? "\r\n" : "\r";
  }
  return file;
}

Dialect AnyDialect(uint64_t seed) {
  Random random(seed);
  constexpr std::array<Dialect (*)(), 5> kNamed = {NodeDotenv, NodeBuiltin, Godotenv, Dotenvy, PythonDotenv};
  Dialect dialect = random() % 2 == 0 ? Dialect() : kNamed[random() % kNamed.size()]();
  if (random() % 3 == 0) dialect = Lenient(dialect);
  const auto any = [&random]<typename Mode>(Mode& mode, unsigned modes) {
    if (random() % 8 == 0) mode = static_cast<Mode>(random() % modes);
  };
  any(dialect.malformed, 2);
  any(dialect.comment, 2);
  any(dialect.double_quote_escape, 3);
  any(dialect.single_quote_escape, 3);
  any(dialect.other_escape, 4);
  any(dialect.escaped_r, 2);
  any(dialect.expand, 3);
  any(dialect.expand_in_single_quotes, 2);
  any(dialect.escaped_dollar, 2);
  any(dialect.reference_default, 3);
  any(dialect.malformed_reference, 2);
  any(dialect.unquoted, 2);
  any(dialect.after_quote, 4);
  any(dialect.unterminated, 3);
  any(dialect.empty_key, 3);
  any(dialect.backtick_quotes, 2);
  any(dialect.colon, 2);
  any(dialect.bom, 3);
  any(dialect.lone_cr, 3);
  return dialect;
}

uint64_t Digest(uint64_t before, std::string_view bytes) {
  constexpr uint64_t kPrime = 0x100000001b3;  // FNV-1a, with a byte that no text has at each end
  uint64_t digest = (before ^ 0xcbf29ce484222325) * kPrime;
  for (const char c : bytes) digest = (digest ^ static_cast<unsigned char>(c)) * kPrime;
  return (digest ^ 0xff) * kPrime;
}

}  // namespace env_file::corpus
