#include "tools/worker/results_stream.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace pawl {
namespace {

// Far from the numbers that a program's own files get, and still below the smallest usual limit.
constexpr int kLowestDescriptor = 100;

int MovedUp(int descriptor) {
  const int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, kLowestDescriptor);
  return moved < 0 ? descriptor : moved;
}

int OpenTrap() {
  const int file = memfd_create("stray results", MFD_CLOEXEC);
  if (file < 0) return -1;
  fcntl(file, F_SETFL, O_APPEND);  // so that emptying it also rewinds whoever writes
  const int trap = MovedUp(file);
  if (trap != file) close(file);
  return trap;
}

}  // namespace

ResultsStream::ResultsStream(int request_descriptor, int response_descriptor)
    : request_number_(request_descriptor),
      response_number_(response_descriptor),
      request_(MovedUp(request_descriptor)),
      response_(MovedUp(response_descriptor)),
      trap_(OpenTrap()) {
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (request_ != request_number_) dup3(null, request_number_, O_CLOEXEC);
  if (response_ != response_number_) dup3(trap_ < 0 ? null : trap_, response_number_, O_CLOEXEC);
  close(null);
}

ResultsStream::~ResultsStream() {
  if (request_ != request_number_) {
    dup3(request_, request_number_, O_CLOEXEC);
    close(request_);
  }
  if (response_ != response_number_) {
    dup3(response_, response_number_, O_CLOEXEC);
    close(response_);
  }
  if (trap_ >= 0) close(trap_);
}

int64_t ResultsStream::StrayBytes() {
  struct stat facts{};
  if (trap_ < 0 || fstat(trap_, &facts) != 0 || facts.st_size == 0) return 0;
  if (ftruncate(trap_, 0) != 0) return 1;
  return facts.st_size;
}

}  // namespace pawl
