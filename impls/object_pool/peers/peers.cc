#include "impls/object_pool/peers/peers.h"

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "mimalloc.h"

namespace object_pool::peers {
namespace {

// Of the version whose header this was built with. That has two digits each for minor and patch from version 3 on
// (30600 is 3.6.0), before it one digit and two (209 is 2.0.9).
std::string MimallocLibrary() {
  return "libmimalloc.so." + std::to_string(MI_MALLOC_VERSION / (MI_MALLOC_VERSION < 10000 ? 100 : 10000));
}

template <typename Function>
Function* FromMimalloc(const char* name) {
  static const std::string file = MimallocLibrary();
  static void* const library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  void* const symbol = library != nullptr ? dlsym(library, name) : nullptr;
  if (symbol == nullptr) {
    std::fprintf(stderr, "%s of %s: %s. Run tools/setup, which installs libmimalloc-dev\n", name, file.c_str(),
                 dlerror());
    std::abort();
  }
  return reinterpret_cast<Function*>(symbol);
}

}  // namespace

void* (*const MimallocAllocator::kAllocate)(size_t) = FromMimalloc<void*(size_t)>("mi_malloc");
void (*const MimallocAllocator::kFree)(void*) = FromMimalloc<void(void*)>("mi_free");

}  // namespace object_pool::peers
