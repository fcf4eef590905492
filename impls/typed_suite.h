#ifndef PAWL_IMPLS_TYPED_SUITE_H_
#define PAWL_IMPLS_TYPED_SUITE_H_

#include <string>

#include "gtest/gtest.h"
#include "impls/impl_list.h"

namespace impls {

template <typename List>
struct AsTestTypes;

template <typename... Impl>
struct AsTestTypes<ImplList<Impl...>> {
  using Type = ::testing::Types<Impl...>;
};

// All but the reference.
template <typename List>
struct OthersAsTestTypes;

template <typename Reference, typename... Others>
struct OthersAsTestTypes<ImplList<Reference, Others...>> {
  using Type = ::testing::Types<Others...>;
};

// Names the instances of a typed suite by implementation instead of by number.
struct NameByImpl {
  template <typename Impl>
  static std::string GetName(int /*index*/) {
    return std::string(Impl::kName);
  }
};

}  // namespace impls

// Runs TYPED_TEST_SUITE_P `suite` over every implementation of `list`, named by kName.
#define PAWL_INSTANTIATE_CONTRACT(suite, list) \
  INSTANTIATE_TYPED_TEST_SUITE_P(Impl, suite, impls::AsTestTypes<list>::Type, impls::NameByImpl)

// The same over all but the reference, for what is compared with it.
#define PAWL_INSTANTIATE_COMPARISON(suite, list) \
  INSTANTIATE_TYPED_TEST_SUITE_P(Impl, suite, impls::OthersAsTestTypes<list>::Type, impls::NameByImpl)

#endif  // PAWL_IMPLS_TYPED_SUITE_H_
