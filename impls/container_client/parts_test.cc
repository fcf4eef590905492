#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "impls/container_client/corpus.h"
#include "impls/container_client/decode.h"
#include "impls/container_client/exchange.h"
#include "impls/container_client/fast_decode.h"
#include "impls/container_client/json_stream.h"
#include "impls/container_client/request.h"

namespace container_client {
namespace {

std::vector<std::string> Objects(JsonStream& stream, std::string_view bytes, size_t piece) {
  std::vector<std::string> objects;
  for (size_t at = 0; at < bytes.size(); at += piece) {
    stream.Append(bytes.substr(at, piece));
    for (;;) {
      const auto object = stream.Next();
      if (!object.ok()) {
        objects.push_back(std::string(object.status().message()));
        return objects;
      }
      if (!*object) break;
      objects.emplace_back(**object);
    }
  }
  return objects;
}

TEST(JsonStream, CutsObjectsOutOfAnyPieces) {
  const std::string first = R"({"a":{"b":[1,{"c":"}"}]}})";
  const std::string second = R"({"quote":"\"{","backslash":"\\"})";
  const std::string bytes = "\r\n " + first + second + "\n\t{}  ";
  for (size_t piece = 1; piece <= bytes.size(); ++piece) {
    JsonStream stream(1000);
    EXPECT_EQ(Objects(stream, bytes, piece), (std::vector<std::string>{first, second, "{}"})) << piece;
    EXPECT_FALSE(stream.has_part());
  }
}

TEST(JsonStream, KnowsOfPartsAndOfWhatIsNoObject) {
  JsonStream part(1000);
  EXPECT_TRUE(Objects(part, "{\"a\":", 1).empty());
  EXPECT_TRUE(part.has_part());
  for (size_t piece = 1; piece < 6; ++piece) {
    JsonStream wrong(1000);
    EXPECT_EQ(
        Objects(wrong, "{} {},", piece),
        (std::vector<std::string>{"{}", "{}", "the stream is malformed at byte 5: an object should begin there"}));
  }
  JsonStream endless(100);
  const auto objects = Objects(endless, "{}{" + std::string(101, ' '), 10);
  ASSERT_EQ(objects.size(), 2u);
  EXPECT_NE(objects[1].find("at byte 2, has more than 100 bytes"), std::string::npos) << objects[1];
}

template <typename T>
void ExpectAlike(FastDecoder& decoder, const std::string& body) {
  T reference, fast;
  std::string copy = body;
  const absl::Status want = Decode(body, reference);
  const absl::Status got = decoder.Decode(copy, fast);
  EXPECT_EQ(got, want) << body;
  if (want.ok()) {
    EXPECT_EQ(fast, reference) << body;
  }
}

// Each byte of good bodies changed to what matters in JSON, each beginning of them, and what parsers differ about.
TEST(FastDecoder, AgreesWithTheReference) {
  FastDecoder decoder;
  const std::string list = "[" + corpus::ListedJson(corpus::TypicalContainer(1)) + "," +
                           R"({"Id":"b","Names":["/x/y","/z"],"Labels":{"b":"1","a":"2","b":"3"}}])";
  const std::string details = corpus::InspectedJson(corpus::TypicalContainer(2));
  for (size_t i = 0; i < list.size(); ++i) {
    ExpectAlike<std::vector<Container>>(decoder, list.substr(0, i));
    for (const char c : std::string_view("\"{}[],:\\0-u\xff\n")) {
      std::string changed = list;
      changed[i] = c;
      ExpectAlike<std::vector<Container>>(decoder, changed);
    }
  }
  for (size_t i = 0; i < details.size(); i += 3) {
    std::string changed = details;
    changed[i] = '"';
    ExpectAlike<ContainerDetails>(decoder, changed);
  }
  for (const std::string& text : std::initializer_list<std::string>{
           R"("\ud800")", R"("\udc00")", R"("\ud83d\ude00")", R"("\u0000")", "\"\xed\xa0\x80\"", "\"\xc0\x80\"",
           "\"\t\"", "1", "18446744073709551616", "1e999", "-0", "01", "1.", "nul", "null", "\xef\xbb\xbf\"a\"",
           std::string(3000, '['), std::string(2000, '[') + std::string(2000, ']')}) {
    ExpectAlike<std::vector<Container>>(decoder, "[{\"Id\":" + text + "}]");
    ExpectAlike<std::vector<Container>>(decoder, "[{\"Id\":\"a\",\"Other\":" + text + "}]");
    ExpectAlike<std::vector<Image>>(decoder, "[{\"Id\":\"a\",\"Size\":" + text + "}]");
    ExpectAlike<std::vector<Image>>(decoder, text);
  }
  for (const std::string number :
       {"9223372036854775807", "9223372036854775808", "-9223372036854775808", "1.0", "1e2"}) {
    ExpectAlike<std::vector<Image>>(decoder, "[{\"Id\":\"a\",\"Size\":" + number + "}]");
  }
  ExpectAlike<ContainerDetails>(decoder, R"({"Id":"a","State":{"Status":"x","Pid":7},"State":{"ExitCode":1}})");
  ExpectAlike<ContainerDetails>(decoder, R"({"Id":"a","State":7})");
}

TEST(Decode, ReadsWhatCreationsAndImportsSay) {
  EXPECT_EQ(*DecodeCreated(R"({"Id":"abc","Warnings":[]})"), "abc");
  EXPECT_EQ(DecodeCreated("{}").status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(DecodeCreated("[]").status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(*DecodeImported("{\"status\":\"Importing\"}\n{\"status\":\"sha256:ab\"}\n"), "sha256:ab");
  EXPECT_EQ(DecodeImported("{\"status\":\"sha256:ab\"").status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(DecodeImported("").status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(DecodeImported("{\"error\":\"no space\"}").status(), absl::InternalError("no space"));
}

TEST(ReadAnswer, ReadsWhatExchangeDoes) {
  EXPECT_EQ(*ReadAnswer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]", 10), "[]");
  EXPECT_EQ(*ReadAnswer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n[\r\n1;a=b\r\n]\r\n0\r\n\r\n", 10),
            "[]");
  EXPECT_EQ(*ReadAnswer("HTTP/1.0 200 OK\r\n\r\n[]", 10), "[]");
  EXPECT_EQ(ReadAnswer("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n[]", 10).status().code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReadAnswer("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n[]", 10).status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReadAnswer("", 10).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReadAnswer("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", 10).status().code(),
            absl::StatusCode::kNotFound);
}

TEST(Request, EncodesReferences) {
  EXPECT_EQ(InspectRequest(Kind::kImage, "a.b:5/c_d:1@sha256:e").target,
            "/v1.41/images/a.b%3A5/c_d%3A1%40sha256%3Ae/json");
  EXPECT_EQ(RemoveRequest(Kind::kContainer, "\u00fc", true).target, "/v1.41/containers/%C3%BC?force=true");
  EXPECT_EQ(EventsRequest(0).target, "/v1.41/events");
  EXPECT_EQ(EventsRequest(7).target, "/v1.41/events?since=7");
}

}  // namespace
}  // namespace container_client
