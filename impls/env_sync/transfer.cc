#include "impls/env_sync/transfer.h"

#include <algorithm>
#include <cstring>
#include <ctime>
#include <utility>

#include "impls/env_sync/sigv4.h"

namespace env_sync {
namespace {

// Ten values of 8 KiB, each byte escaped as \u0000, are half of it.
constexpr size_t kMaxAnswerBytes = 1 << 20;

Exchange::End EndOf(CURL* curl, CURLcode code) {
  switch (code) {
    case CURLE_OK:
      return Exchange::End::kAnswered;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
      return Exchange::End::kUntrusted;  // whatever was sent to a proxy before
    default:
      break;
  }
  // Counts what libcurl handed to the connection, which may be less than a whole request.
  long request_bytes = 0;
  curl_easy_getinfo(curl, CURLINFO_REQUEST_SIZE, &request_bytes);
  // The request may have been executed, whatever comes back: what is no HTTP is "unsupported", overlong headers are
  // "out of memory" to libcurl.
  if (request_bytes > 0) return Exchange::End::kLost;
  switch (code) {
    case CURLE_OUT_OF_MEMORY:
    case CURLE_FAILED_INIT:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
      return Exchange::End::kUnsupported;
    default:
      return Exchange::End::kNotSent;
  }
}

}  // namespace

bool InitializeCurl() {
  static const CURLcode initialized = curl_global_init(CURL_GLOBAL_DEFAULT);
  return initialized == CURLE_OK;
}

Transfer::Transfer(const Options& options)
    : options_(options), host_(HostOf(options)), curl_(InitializeCurl() ? curl_easy_init() : nullptr) {
  CURL* const curl = curl_.get();
  if (curl == nullptr) return;
  curl_easy_setopt(curl, CURLOPT_URL, options.endpoint.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, IsPlain(options) ? "http" : "https");
  // HTTP/2 would put all requests on one connection, whose loss then loses all of them.
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  if (IsPlain(options)) curl_easy_setopt(curl, CURLOPT_PROXY, "");  // What stays on this machine goes to no proxy.
  if (!options.ca_file.empty()) {
    curl_easy_setopt(curl, CURLOPT_CAINFO, options.ca_file.c_str());
    curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);
  }
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  // The time limit is the owner's, who knows how long the caller's sink kept this transfer waiting.
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 86'400L);
  curl_easy_setopt(curl, CURLOPT_POST, 1L);
  // Not POSTFIELDS: libcurl sends those again by itself where a kept connection ends without an answer.
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, Read);
  curl_easy_setopt(curl, CURLOPT_READDATA, this);
  curl_easy_setopt(curl, CURLOPT_SEEKFUNCTION, Rewind);
  curl_easy_setopt(curl, CURLOPT_SEEKDATA, this);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, Write);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, this);
}

void Transfer::Begin(Request request) {
  request_ = std::move(request);
  sent_bytes_ = 0;
  answer_.clear();
  SetHeaders();
  curl_easy_setopt(handle(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
}

void Transfer::SetHeaders() {
  const SigningScope scope = {options_.region, "ssm", AmzDate(std::time(nullptr))};
  SignedRequest signed_request = {"POST",
                                  "/",
                                  "",
                                  {{"Host", host_},
                                   {"Content-Type", "application/x-amz-json-1.1"},
                                   {"X-Amz-Date", scope.amz_date},
                                   {"X-Amz-Target", "AmazonSSM." + std::string(request_.action)}},
                                  request_.body};
  const Credentials& credentials = options_.credentials;
  if (!credentials.session_token.empty()) {
    signed_request.headers.emplace_back("X-Amz-Security-Token", credentials.session_token);
  }
  const std::string authorization =
      Authorization(signed_request, scope, credentials.access_key_id, credentials.secret_access_key);
  signed_request.headers.emplace_back("Authorization", authorization);
  headers_.reset();
  const auto append = [this](const std::string& line) {
    curl_slist* const longer = curl_slist_append(headers_.get(), line.c_str());
    if (longer == nullptr) return;  // no memory: the server will miss the header
    static_cast<void>(headers_.release());
    headers_.reset(longer);
  };
  for (const auto& [name, value] : signed_request.headers) append(std::string(name).append(": ").append(value));
  append("Expect:");  // No round trip to ask whether a body may come.
  curl_easy_setopt(handle(), CURLOPT_HTTPHEADER, headers_.get());
}

Exchange Transfer::End(CURLcode code) {
  Exchange exchange;
  exchange.end = EndOf(handle(), code);
  if (code != CURLE_OK) exchange.trouble = curl_easy_strerror(code);
  long status = 0;
  curl_easy_getinfo(handle(), CURLINFO_RESPONSE_CODE, &status);
  exchange.http_status = static_cast<int>(status);
  curl_off_t retry_after = 0;
  curl_easy_getinfo(handle(), CURLINFO_RETRY_AFTER, &retry_after);
  exchange.retry_after = std::chrono::seconds(std::clamp<curl_off_t>(retry_after, 0, 86'400));
  exchange.body = std::move(answer_);
  answer_.clear();
  request_.body.clear();
  return exchange;
}

size_t Transfer::Read(char* to, size_t size, size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::string_view rest = std::string_view(transfer.request_.body).substr(transfer.sent_bytes_);
  const size_t bytes = std::min(rest.size(), size * count);
  std::memcpy(to, rest.data(), bytes);
  transfer.sent_bytes_ += bytes;
  return bytes;
}

int Transfer::Rewind(void* self, curl_off_t offset, int /*origin*/) {
  return static_cast<curl_off_t>(static_cast<Transfer*>(self)->sent_bytes_) == offset ? CURL_SEEKFUNC_OK
                                                                                      : CURL_SEEKFUNC_FAIL;
}

size_t Transfer::Write(const char* bytes, size_t size, size_t count, void* self) {
  std::string& answer = static_cast<Transfer*>(self)->answer_;
  if (answer.size() + size * count > kMaxAnswerBytes) return 0;
  answer.append(bytes, size * count);
  return size * count;
}

}  // namespace env_sync
