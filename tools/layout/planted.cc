// Types whose layouts are known, for tests. Those that end in Ordered are what is proposed for their namesakes.
#include <cstdint>
#include <string>

namespace planted {

struct Record {
  bool valid;
  int64_t id;
  bool cached;
  int64_t bytes;
  uint32_t layer;
  bool pinned;
  double ratio;
  uint16_t port;
};

struct RecordOrdered {
  int64_t id;
  int64_t bytes;
  double ratio;
  uint32_t layer;
  uint16_t port;
  bool valid;
  bool cached;
  bool pinned;
};

class Node {
 public:
  virtual ~Node() = default;
  int32_t level = 0;
};

class Leaf : public Node {
 public:
  bool dirty = false;
  int64_t key = 0;
  bool locked = false;
  static int64_t count;
};
int64_t Leaf::count = 0;

class LeafOrdered : public Node {
 public:
  bool dirty = false;
  bool locked = false;
  int64_t key = 0;
};

template <typename T>
struct Entry {
  char kind;
  T value;
  char state;
  std::string name;
  char parts[5];
  void (*on_change)(const T&);
};

struct Flags {
  char kind;
  int64_t id;
  unsigned low : 3;
  unsigned high : 7;
  char state;
};

struct __attribute__((packed)) Packed {
  char kind;
  int64_t id;
  char state;
};

struct Line {
  char kind;
  alignas(64) int64_t hot;
  char state;
};

struct Either {
  char kind;
  union {
    int64_t whole;
    double fraction;
  };
  char state;
};

struct Typed {
  const char* const* words;
  enum { kOff, kOn } state;
};

struct Empty {};

struct Tagged : Empty {
  char kind;
  int64_t id;
  char state;
};

struct Shared {
  [[no_unique_address]] Empty empty;
  char kind;
  int64_t id;
};

struct Message {
  char kind;
  int64_t bytes;
  char text[];
};

struct Virtual : virtual Node {
  char kind = 0;
  int64_t id = 0;
};

struct Outer {
  struct Inner;
  Inner* inner;
};
struct Outer::Inner {
  char kind;
  int32_t id;
  char state;
};

}  // namespace planted

// The same name with other members.
struct Record {
  char kind;
  int32_t id;
};

namespace {

struct Hidden {
  char kind;
  int16_t id;
};

template <typename... T>
void Use(T&...) {}

}  // namespace

int main() {
  struct Local {
    char kind;
    int32_t id;
    char state;
  } local{};
  planted::Record record{};
  planted::RecordOrdered record_ordered{};
  planted::Leaf leaf;
  planted::LeafOrdered leaf_ordered;
  planted::Entry<int64_t> entry{};
  planted::Flags flags{};
  planted::Packed packed{};
  planted::Line line{};
  planted::Either either{};
  planted::Typed typed{};
  planted::Tagged tagged{};
  planted::Shared shared{};
  planted::Message* message = nullptr;
  planted::Virtual virtually;
  planted::Outer::Inner inner{};
  planted::Outer outer{&inner};
  Record other{};
  Hidden hidden{};
  Use(local, record, record_ordered, leaf, leaf_ordered, entry, flags, packed, line, either, typed, tagged, shared,
      message, virtually, outer, other, hidden);
  return 0;
}
