// Structs that pahole reads, too: plain ones, in no namespace.
#include <cstdint>

struct Plain {
  char kind;
  int64_t id;
  char state;
  char text[70];
  double ratio;
  int16_t port;
};

struct PlainOrdered {
  int64_t id;
  double ratio;
  int16_t port;
  char kind;
  char state;
  char text[70];
};

struct PlainLine {
  char kind;
  alignas(64) int64_t hot;
  char state;
};

struct PlainUnion {
  char kind;
  union {
    int64_t whole;
    double fraction;
  } value;
  char state;
};

struct __attribute__((packed)) PlainPacked {
  char kind;
  int64_t id;
};

struct PlainNested {
  char kind;
  Plain plain;
  char state;
};

int main() {
  Plain plain{};
  PlainOrdered ordered{};
  PlainLine line{};
  PlainUnion either{};
  PlainPacked packed{};
  PlainNested nested{};
  return plain.kind + ordered.kind + line.kind + either.kind + packed.kind + nested.kind;
}
