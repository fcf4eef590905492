#ifndef PAWL_IMPLS_CHECKSUM_PAGE_BUFFER_H_
#define PAWL_IMPLS_CHECKSUM_PAGE_BUFFER_H_

#include <cstddef>
#include <cstdlib>
#include <memory>

namespace checksum {

inline constexpr size_t kPageBytes = 4096;

// Memory that begins a page, as ReadSome() wants it.
class PageBuffer {
 public:
  // Whether there are `bytes` of it, which are kept from the first call on. REQUIRES: the same multiple of kPageBytes
  // each time.
  bool Allocate(size_t bytes) {
    if (data_ == nullptr) data_.reset(static_cast<char*>(std::aligned_alloc(kPageBytes, bytes)));
    return data_ != nullptr;
  }

  char* data() { return data_.get(); }

 private:
  struct Free {
    void operator()(char* data) const { std::free(data); }
  };
  std::unique_ptr<char, Free> data_;
};

}  // namespace checksum

#endif  // PAWL_IMPLS_CHECKSUM_PAGE_BUFFER_H_
