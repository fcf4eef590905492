#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "impls/container_client/decode.h"
#include "impls/container_client/exchange.h"
#include "impls/container_client/fast_decode.h"
#include "impls/container_client/json_stream.h"

namespace container_client {
namespace {

void Must(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

template <typename T>
void CheckDecoders(FastDecoder& decoder, std::string body) {
  T reference, fast;
  const absl::Status want = Decode(body, reference);
  const absl::Status got = decoder.Decode(body, fast);
  Must(want == got, "both decoders accept the same, with the same words");
  Must(!want.ok() || reference == fast, "both decoders read the same");
  Must(want.ok() || want.code() == absl::StatusCode::kDataLoss, "garbage is DATA_LOSS");
}

void CheckBody(const std::string& body) {
  static FastDecoder decoder;
  CheckDecoders<std::vector<Container>>(decoder, body);
  CheckDecoders<ContainerDetails>(decoder, body);
  CheckDecoders<std::vector<Image>>(decoder, body);
  CheckDecoders<ImageDetails>(decoder, body);
  const auto event = DecodeEvent(body);
  Must(!event.ok() || (!event->type.empty() && !event->action.empty()), "an event has a type and an action");
  const auto created = DecodeCreated(body);
  Must(!created.ok() || !created->empty(), "what was created has an id");
  const auto imported = DecodeImported(body);
  Must(!imported.ok() || imported->starts_with("sha256:"), "what was imported has an id");
}

// However it is cut, a stream is the same objects, and ends with the same words.
void CheckStream(std::string_view bytes) {
  std::vector<std::string> wholly;
  for (const size_t piece : {bytes.size() + 1, size_t{1}, size_t{7}}) {
    JsonStream stream(bytes.size() + 1);
    std::vector<std::string> objects;
    bool is_good = true;
    for (size_t at = 0; is_good && at < bytes.size(); at += piece) {
      stream.Append(bytes.substr(at, piece));
      for (;;) {
        const auto object = stream.Next();
        is_good = object.ok();
        if (!is_good) objects.emplace_back(object.status().message());
        if (!is_good || !*object) break;
        objects.emplace_back(**object);
      }
    }
    if (piece > bytes.size()) wholly = objects;
    Must(objects == wholly, "pieces don't matter");
  }
}

}  // namespace
}  // namespace container_client

// An answer of the engine, as it comes from the socket: head, body, and what bodies say.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  constexpr size_t kLimit = 4096;
  const auto body = container_client::ReadAnswer(bytes, kLimit);
  container_client::Must(!body.ok() || body->size() <= kLimit, "a body is within its limit");
  if (body.ok()) container_client::CheckBody(*body);
  container_client::CheckBody(std::string(bytes));
  container_client::CheckStream(bytes);
  return 0;
}
