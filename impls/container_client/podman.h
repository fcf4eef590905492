#ifndef PAWL_IMPLS_CONTAINER_CLIENT_PODMAN_H_
#define PAWL_IMPLS_CONTAINER_CLIENT_PODMAN_H_

#include <sys/types.h>

#include <string>

#include "impls/container_client/short_dir.h"

namespace container_client {

// Podman as a service on a socket of its own, with all of its storage in a directory that ends with it: nothing of the
// user's is touched. Needs to be root.
class Podman {
 public:
  // Blocks until it serves, half a minute at most. What went wrong, and the way out, is in error().
  Podman();
  Podman(const Podman&) = delete;
  Podman& operator=(const Podman&) = delete;
  ~Podman();

  // Whether this user may have one.
  static bool Permitted();

  const std::string& error() const { return error_; }
  std::string socket() const { return folder_.File("podman.sock"); }

 private:
  void Start();
  void AwaitService();

  const ShortDir folder_{ShortDir::kPodmanBytes};
  pid_t pid_ = 0;
  std::string error_;
};

// A tar archive of one empty file, in the format of POSIX.1-1988: an image's root.
std::string TinyArchive();

}  // namespace container_client

#endif  // PAWL_IMPLS_CONTAINER_CLIENT_PODMAN_H_
