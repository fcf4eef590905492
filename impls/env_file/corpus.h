#ifndef PAWL_IMPLS_ENV_FILE_CORPUS_H_
#define PAWL_IMPLS_ENV_FILE_CORPUS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "impls/env_file/dialect.h"

// .env files for test and benchmark: the same bytes on every machine and in every run.
namespace env_file::corpus {

// A typical file of so many lines, about 54 bytes each. Of 100 lines 8 are comments and 4 empty; of the others 4 begin
// with export, 24 are in double quotes, 10 in single quotes, 6 have a comment behind the value and 4 a reference to an
// earlier key. All keys differ. The shares are those of performance.md's measurements. About 200 MB/s.
std::string TypicalFile(size_t lines, uint64_t seed = 99);

// A short file made of the pieces at which parsers take turns: quotes, backslashes, line ends of all kinds, references,
// now and then a byte that is no text. Any problem may be in it.
std::string NastyFile(uint64_t seed);

// One of the named dialects, or any other combination of modes.
Dialect AnyDialect(uint64_t seed);

// A number that two sequences of strings share only if they are equal, but for chance; start with 0.
uint64_t Digest(uint64_t before, std::string_view bytes);

}  // namespace env_file::corpus

#endif  // PAWL_IMPLS_ENV_FILE_CORPUS_H_
