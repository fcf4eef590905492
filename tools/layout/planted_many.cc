// More types with avoidable padding than `pawl layout` shows unasked.
#include <cstdint>
#include <utility>

namespace planted {

template <int index>
struct One {
  char kind;
  int64_t id;
  char state;
};

template <typename... Types>
void Use(Types...) {}

template <int... indices>
void UseAll(std::integer_sequence<int, indices...>) {
  Use(One<indices>{}...);
}

}  // namespace planted

int main() { planted::UseAll(std::make_integer_sequence<int, 25>()); }
