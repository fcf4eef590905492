#include "impls/file_privileges.h"

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>

namespace impls {
namespace {

// glibc has no functions for these two calls; libcap would be a dependency for nothing else. Both capabilities are in
// the first of the two words.
using Words = std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3>;

void Call(long number, Words& words) {
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};  // 0: the calling thread
  if (syscall(number, &header, words.data()) == 0) return;
  std::perror("capabilities of this thread");
  std::abort();
}

}  // namespace

WithoutFilePrivileges::WithoutFilePrivileges() {
  Words words = {};
  Call(SYS_capget, words);
  effective_before_ = words[0].effective;
  words[0].effective &= ~(1u << CAP_DAC_OVERRIDE | 1u << CAP_DAC_READ_SEARCH);
  Call(SYS_capset, words);
}

WithoutFilePrivileges::~WithoutFilePrivileges() {
  Words words = {};
  Call(SYS_capget, words);
  words[0].effective = effective_before_;
  Call(SYS_capset, words);
}

}  // namespace impls
