#ifndef PAWL_IMPLS_ENV_SYNC_CORPUS_H_
#define PAWL_IMPLS_ENV_SYNC_CORPUS_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "impls/env_sync/env_sync.h"

// Environments for tests and benchmarks, the same everywhere.
namespace env_sync::corpus {

using Variables = std::vector<std::pair<std::string, std::string>>;

// `count` variables KEY_00000, KEY_00001, ... with values of 16 to 127 printable characters, quotes and backslashes
// among them.
Variables Typical(size_t count);

// Views into `variables`.
std::vector<Entry> Entries(const Variables& variables);

}  // namespace env_sync::corpus

#endif  // PAWL_IMPLS_ENV_SYNC_CORPUS_H_
