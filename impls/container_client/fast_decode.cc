#include "impls/container_client/fast_decode.h"

#include <optional>
#include <string_view>

#include "impls/container_client/decode.h"
#include "impls/container_client/shapes.h"
#include "simdjson.h"

namespace container_client {
namespace {

class Tape {
 public:
  explicit Tape(simdjson::dom::element value) : value_(value) {}

  bool IsNull() const { return value_.is_null(); }
  std::optional<std::string_view> Text() const {
    std::string_view text;
    if (value_.get_string().get(text) != simdjson::SUCCESS) return std::nullopt;
    return text;
  }
  std::optional<int64_t> Integer() const {
    int64_t number = 0;
    if (value_.is_double() || value_.get_int64().get(number) != simdjson::SUCCESS) return std::nullopt;
    return number;
  }
  template <typename F>
  bool EachMember(F&& f) const {
    simdjson::dom::object object;
    if (value_.get_object().get(object) != simdjson::SUCCESS) return false;
    for (const simdjson::dom::key_value_pair member : object) {
      if (!f(std::string_view(member.key), Tape(member.value))) return false;
    }
    return true;
  }
  template <typename F>
  bool EachElement(F&& f) const {
    simdjson::dom::array array;
    if (value_.get_array().get(array) != simdjson::SUCCESS) return false;
    for (const simdjson::dom::element element : array) {
      if (!f(Tape(element))) return false;
    }
    return true;
  }

 private:
  simdjson::dom::element value_;
};

// simdjson lets halves of surrogate pairs pass, which are no characters.
bool MayHaveSurrogates(std::string_view body) {
  for (size_t at = body.find("\\u"); at != body.npos; at = body.find("\\u", at + 2)) {
    if (at + 2 < body.size() && (body[at + 2] == 'd' || body[at + 2] == 'D')) return true;
  }
  return false;
}

}  // namespace

struct FastDecoder::Parser {
  simdjson::dom::parser parser;
};

FastDecoder::FastDecoder() : parser_(std::make_unique<Parser>()) {}
FastDecoder::FastDecoder(FastDecoder&&) noexcept = default;
FastDecoder& FastDecoder::operator=(FastDecoder&&) noexcept = default;
FastDecoder::~FastDecoder() = default;

template <typename T>
absl::Status FastDecoder::Decode(std::string& body, T& out) {
  if (body.capacity() < body.size() + simdjson::SIMDJSON_PADDING)
    body.reserve(body.size() + simdjson::SIMDJSON_PADDING);
  simdjson::dom::element root;
  // What it refuses, as malformed or beyond its own limits, the reference judges, and finds the words.
  const bool is_parsed =
      !MayHaveSurrogates(body) && parser_->parser.parse(body.data(), body.size(), false).get(root) == simdjson::SUCCESS;
  if (is_parsed && Shapes<Tape>::Read(Tape(root), out).ok()) return absl::OkStatus();
  return container_client::Decode(body, out);
}

template absl::Status FastDecoder::Decode(std::string& body, std::vector<Container>& out);
template absl::Status FastDecoder::Decode(std::string& body, ContainerDetails& out);
template absl::Status FastDecoder::Decode(std::string& body, std::vector<Image>& out);
template absl::Status FastDecoder::Decode(std::string& body, ImageDetails& out);

}  // namespace container_client
