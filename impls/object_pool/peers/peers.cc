#include "impls/object_pool/peers/peers.h"

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>

namespace object_pool::peers {
namespace {

template <typename Function>
Function* FromMimalloc(const char* name) {
  static void* const library = dlopen("libmimalloc.so.2", RTLD_NOW | RTLD_LOCAL);
  void* const symbol = library != nullptr ? dlsym(library, name) : nullptr;
  if (symbol == nullptr) {
    std::fprintf(stderr, "%s of libmimalloc.so.2: %s. Run tools/setup, which installs libmimalloc-dev\n", name,
                 dlerror());
    std::abort();
  }
  return reinterpret_cast<Function*>(symbol);
}

}  // namespace

void* (*const MimallocAllocator::kAllocate)(size_t) = FromMimalloc<void*(size_t)>("mi_malloc");
void (*const MimallocAllocator::kFree)(void*) = FromMimalloc<void(void*)>("mi_free");

}  // namespace object_pool::peers
