// Types that are laid out otherwise than their members' sizes and alignments tell, for tests.
#include <cstdint>

namespace planted {

struct Empty {};

struct Tagged : Empty {
  char kind;
  int64_t id;
  char state;
};

struct Far {
  int64_t id = 0;
};

struct Middle : virtual Far {};

struct BelowVirtual : Middle {
  int64_t key = 0;
  char kind = 0;
  char state = 0;
};

struct SharedWithVtable {
  virtual ~SharedWithVtable() = default;
  [[no_unique_address]] Empty empty;
  char kind = 0;
  int64_t id = 0;
  char state = 0;
};

#pragma pack(push, 4)
struct Packed4 {
  int64_t id;
  char kind;
  int32_t count;
  char state;
};
#pragma pack(pop)

struct HasPacked4 {
  char kind;
  int64_t id;
  Packed4 packed;
  char state;
};

// Two empty objects of one type cannot have one address, so the first member is not where it else were.
struct TwiceEmpty : Empty {
  Tagged tagged;
  char kind;
};

// As it is declared, the two are apart.
struct TwiceEmptyApart : Empty {
  char kind;
  Tagged tagged;
  char state;
};

}  // namespace planted

// A name as C projects have them.
struct _Widget {
  char kind;
  int64_t id;
  char state;
};

int main() {
  planted::BelowVirtual below_virtual;
  planted::SharedWithVtable shared_with_vtable;
  planted::Packed4 packed4{};
  planted::HasPacked4 has_packed4{};
  planted::TwiceEmpty twice_empty{};
  planted::TwiceEmptyApart twice_empty_apart{};
  _Widget widget{};
  return below_virtual.kind + shared_with_vtable.kind + packed4.kind + has_packed4.kind + twice_empty.kind +
         twice_empty_apart.kind + widget.kind;
}
