#ifndef PAWL_IMPLS_FILE_PRIVILEGES_H_
#define PAWL_IMPLS_FILE_PRIVILEGES_H_

#include <cstdint>

namespace impls {

// Takes from the calling thread, for the life of the object, what lets root open files whose modes forbid it, so that a
// test of such files means the same to root as to everybody else: CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, see
// capabilities(7). Nothing changes for a thread that has neither. Aborts with the reason where the system refuses.
// Objects end in the thread that made them, the last one first.
class WithoutFilePrivileges {
 public:
  WithoutFilePrivileges();
  ~WithoutFilePrivileges();
  WithoutFilePrivileges(const WithoutFilePrivileges&) = delete;
  WithoutFilePrivileges& operator=(const WithoutFilePrivileges&) = delete;

 private:
  uint32_t effective_before_ = 0;
};

}  // namespace impls

#endif  // PAWL_IMPLS_FILE_PRIVILEGES_H_
