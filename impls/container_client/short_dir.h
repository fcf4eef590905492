#ifndef PAWL_IMPLS_CONTAINER_CLIENT_SHORT_DIR_H_
#define PAWL_IMPLS_CONTAINER_CLIENT_SHORT_DIR_H_

#include <stdlib.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace container_client {

// A private directory with a short path, for sockets, of which 107 bytes can be used, and for what Podman keeps while
// it runs, of which 50 can: the paths of Bazel's folders are longer. Removed with what is in it by the destructor.
class ShortDir {
 public:
  ShortDir() {
    if (mkdtemp(path_.data()) != nullptr) return;
    std::perror("cannot make a directory in /tmp ");
    std::abort();
  }
  ShortDir(const ShortDir&) = delete;
  ShortDir& operator=(const ShortDir&) = delete;
  ~ShortDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_ = "/tmp/pawl.XXXXXX";
};

}  // namespace container_client

#endif  // PAWL_IMPLS_CONTAINER_CLIENT_SHORT_DIR_H_
