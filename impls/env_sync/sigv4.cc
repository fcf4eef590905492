#include "impls/env_sync/sigv4.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

namespace env_sync {
namespace {

std::string Hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    text += kDigits[static_cast<unsigned char>(byte) >> 4];
    text += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return text;
}

std::string Hmac(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
       text.size(), digest.data(), &size);
  return {reinterpret_cast<const char*>(digest.data()), size};
}

std::string Encoded(std::string_view text, std::string_view kept) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 128 && std::isalnum(byte) != 0) || kept.find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      encoded += '%';
      encoded += kDigits[byte >> 4];
      encoded += kDigits[byte & 15];
    }
  }
  return encoded;
}

// Without blanks around it, runs of them inside as one space.
std::string Trimmed(std::string_view value) {
  std::string trimmed;
  for (const char c : value) {
    const bool blank = c == ' ' || c == '\t' || c == '\n';
    if (!blank) trimmed += c;
    if (blank && !trimmed.empty() && trimmed.back() != ' ') trimmed += ' ';
  }
  if (!trimmed.empty() && trimmed.back() == ' ') trimmed.pop_back();
  return trimmed;
}

// By lower-case name; values of one name joined in their order.
std::map<std::string, std::string> CanonicalHeaders(const SignedRequest& request) {
  std::map<std::string, std::string> headers;
  for (const auto& [name, value] : request.headers) {
    std::string lower = name;
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const auto [at, is_new] = headers.emplace(lower, Trimmed(value));
    if (!is_new) at->second += "," + Trimmed(value);
  }
  return headers;
}

std::string CanonicalQuery(std::string_view query) {
  std::vector<std::string> pairs;
  while (!query.empty()) {
    const size_t end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    pairs.emplace_back(std::string(pair) + (pair.find('=') == std::string_view::npos ? "=" : ""));
    query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
  }
  std::sort(pairs.begin(), pairs.end());
  std::string canonical;
  for (const std::string& pair : pairs) canonical += (canonical.empty() ? "" : "&") + pair;
  return canonical;
}

std::string CanonicalRequest(const SignedRequest& request) {
  std::string text =
      request.method + "\n" + Encoded(request.path, "-_.~/") + "\n" + CanonicalQuery(request.query) + "\n";
  for (const auto& [name, value] : CanonicalHeaders(request)) text += name + ":" + value + "\n";
  return text + "\n" + SignedHeaderNames(request) + "\n" + Sha256Hex(request.body);
}

std::string ScopeText(const SigningScope& scope) {
  return scope.amz_date.substr(0, 8) + "/" + scope.region + "/" + scope.service + "/aws4_request";
}

}  // namespace

std::string Sha256Hex(std::string_view bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
  return Hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string SignedHeaderNames(const SignedRequest& request) {
  std::string names;
  for (const auto& [name, value] : CanonicalHeaders(request)) names += (names.empty() ? "" : ";") + name;
  return names;
}

std::string Signature(const SignedRequest& request, const SigningScope& scope, std::string_view secret_access_key) {
  std::string key = Hmac("AWS4" + std::string(secret_access_key), scope.amz_date.substr(0, 8));
  for (const std::string_view part :
       {std::string_view(scope.region), std::string_view(scope.service), std::string_view("aws4_request")}) {
    key = Hmac(key, part);
  }
  const std::string text =
      "AWS4-HMAC-SHA256\n" + scope.amz_date + "\n" + ScopeText(scope) + "\n" + Sha256Hex(CanonicalRequest(request));
  return Hex(Hmac(key, text));
}

std::string Authorization(const SignedRequest& request, const SigningScope& scope, std::string_view access_key_id,
                          std::string_view secret_access_key) {
  return "AWS4-HMAC-SHA256 Credential=" + std::string(access_key_id) + "/" + ScopeText(scope) +
         ", SignedHeaders=" + SignedHeaderNames(request) +
         ", Signature=" + Signature(request, scope, secret_access_key);
}

std::string AmzDate(std::time_t time) {
  std::tm parts = {};
  gmtime_r(&time, &parts);
  std::array<char, 32> text;
  return {text.data(), std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &parts)};
}

}  // namespace env_sync
