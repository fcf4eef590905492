#ifndef PAWL_IMPLS_IMPL_LIST_H_
#define PAWL_IMPLS_IMPL_LIST_H_

namespace impls {

// The implementations of one component, the reference first. Each has `static constexpr std::string_view kName`,
// which names it in case names (`impl:<kName>`) and in test names.
template <typename Reference, typename... Others>
struct ImplList {
  using First = Reference;
};

}  // namespace impls

#endif  // PAWL_IMPLS_IMPL_LIST_H_
