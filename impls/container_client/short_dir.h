#ifndef PAWL_IMPLS_CONTAINER_CLIENT_SHORT_DIR_H_
#define PAWL_IMPLS_CONTAINER_CLIENT_SHORT_DIR_H_

#include <stdlib.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <system_error>

namespace container_client {

// A private directory with a short path, for sockets, of which 107 bytes can be used, and for what Podman keeps while
// it runs, of which 50 can: the paths of Bazel's folders are longer. It is in $TMPDIR if that is short enough, as a
// benchmark worker's is, or in /tmp. Removed with what is in it by the destructor; who ends without it leaves it there.
class ShortDir {
 public:
  static constexpr size_t kSocketBytes = 83;  // and "/pawl.XXXXXX/engine.sock"
  static constexpr size_t kPodmanBytes = 34;  // and "/pawl.XXXXXX/run"

  // `most_bytes` is how long $TMPDIR may be.
  explicit ShortDir(size_t most_bytes = kSocketBytes) : path_(Parent(most_bytes) + "/pawl.XXXXXX") {
    if (mkdtemp(path_.data()) != nullptr) return;
    std::perror(("cannot make the directory " + path_).c_str());
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
  static std::string Parent(size_t most_bytes) {
    const char* const parent = std::getenv("TMPDIR");
    return parent == nullptr || *parent != '/' || std::strlen(parent) > most_bytes ? "/tmp" : parent;
  }

  std::string path_;
};

}  // namespace container_client

#endif  // PAWL_IMPLS_CONTAINER_CLIENT_SHORT_DIR_H_
