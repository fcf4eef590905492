#include "tools/stats/check.h"

#include <cstdio>
#include <cstdlib>

namespace pawl::stats {

void Check(bool holds, const char* requirement, std::source_location where) {
  if (holds) return;
  std::fprintf(stderr, "%s:%u: caller's bug, this must hold: %s\n", where.file_name(),
               static_cast<unsigned>(where.line()), requirement);
  std::abort();
}

}  // namespace pawl::stats
