#include "tools/store/http_cache.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "fmt/format.h"
#include "tools/model/content_hash.h"
#include "tools/store/file_hash.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;

using Curl = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using File = std::unique_ptr<FILE, int (*)(FILE*)>;

// A cache in the next room answers in milliseconds; nobody waits longer for one that is not there.
constexpr long kConnectMs = 3000;

Curl NewCurl() {
  static const CURLcode initialized = curl_global_init(CURL_GLOBAL_DEFAULT);
  return {initialized == CURLE_OK ? curl_easy_init() : nullptr, curl_easy_cleanup};
}

// A file that takes `left` more bytes.
struct Bounded {
  FILE* file;
  int64_t left;
};

size_t WriteBounded(const char* bytes, size_t size, size_t count, void* to) {
  auto* const bounded = static_cast<Bounded*>(to);
  bounded->left -= static_cast<int64_t>(size * count);
  return bounded->left < 0 ? 0 : std::fwrite(bytes, 1, size * count, bounded->file);
}

size_t Drop(const char* /*bytes*/, size_t size, size_t count, void* /*to*/) { return size * count; }

std::string UrlOf(const std::string& url, const std::string& hash) {
  return fmt::format("{}{}cas/{}", url, url.ends_with('/') ? "" : "/", HashDigits(hash));
}

void SetUp(CURL* curl, const std::string& url, std::chrono::milliseconds timeout) {
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, kConnectMs);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
}

// Of an exchange that ended; 0 if there was no answer.
long StatusOf(CURL* curl) {
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

}  // namespace

absl::Status HttpCache::Put(const std::string& hash, const fs::path& path) const {
  const Curl curl = NewCurl();
  const File file(std::fopen(path.c_str(), "rbe"), std::fclose);
  struct stat facts = {};
  if (file == nullptr || fstat(fileno(file.get()), &facts) != 0) {
    return absl::ErrnoToStatus(errno, fmt::format("cannot read {}", path.string()));
  }
  if (curl == nullptr) return absl::InternalError("libcurl cannot be initialized");
  const std::string url = UrlOf(url_, hash);
  SetUp(curl.get(), url, timeout_);
  curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_READDATA, file.get());
  curl_easy_setopt(curl.get(), CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(facts.st_size));
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, Drop);
  const CURLcode code = curl_easy_perform(curl.get());
  if (code != CURLE_OK) {
    return absl::UnavailableError(fmt::format("{} did not take it: {}", Name(), curl_easy_strerror(code)));
  }
  const long status = StatusOf(curl.get());
  if (status >= 200 && status < 300) return absl::OkStatus();
  return absl::UnavailableError(fmt::format("{} did not take it: status {}", Name(), status));
}

absl::Status HttpCache::Get(const std::string& hash, const fs::path& into) const {
  if (!IsContentHash(hash)) return absl::InvalidArgumentError(fmt::format("\"{}\" is no content hash", hash));
  const Curl curl = NewCurl();
  if (curl == nullptr) return absl::InternalError("libcurl cannot be initialized");
  const int descriptor = open(into.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
  if (descriptor < 0) return absl::ErrnoToStatus(errno, fmt::format("cannot create {}", into.string()));
  File file(fdopen(descriptor, "wb"), std::fclose);
  if (file == nullptr) return absl::ErrnoToStatus(errno, fmt::format("cannot create {}", into.string()));
  Bounded bounded{file.get(), max_bytes_};
  const std::string url = UrlOf(url_, hash);
  SetUp(curl.get(), url, timeout_);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, WriteBounded);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &bounded);
  const CURLcode code = curl_easy_perform(curl.get());
  const long status = StatusOf(curl.get());
  const bool written = std::fclose(file.release()) == 0;
  absl::Status result;
  if (code == CURLE_WRITE_ERROR && bounded.left < 0) {
    result = absl::ResourceExhaustedError(fmt::format("{} serves more than {} bytes", Name(), max_bytes_));
  } else if (code != CURLE_OK) {
    result = absl::UnavailableError(fmt::format("{} does not serve it: {}", Name(), curl_easy_strerror(code)));
  } else if (status == 404) {
    result = absl::NotFoundError(fmt::format("it is not in {}", Name()));
  } else if (status != 200) {
    result = absl::UnavailableError(fmt::format("{} does not serve it: status {}", Name(), status));
  } else if (const auto served = HashFile(into); !written || !served.ok()) {
    result = absl::UnavailableError(fmt::format("cannot write {}", into.string()));
  } else if (*served != hash) {
    result = absl::DataLossError(fmt::format("{} serves other bytes, of the hash {}", Name(), ShortHash(*served)));
  }
  std::error_code error;
  if (!result.ok()) fs::remove(into, error);
  return result;
}

std::string HttpCache::Name() const {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), curl_url_cleanup);
  char* name = nullptr;
  if (url == nullptr || curl_url_set(url.get(), CURLUPART_URL, url_.c_str(), 0) != CURLUE_OK) return "the remote cache";
  for (const CURLUPart part : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_OPTIONS, CURLUPART_QUERY}) {
    curl_url_set(url.get(), part, nullptr, 0);
  }
  if (curl_url_get(url.get(), CURLUPART_URL, &name, 0) != CURLUE_OK) return "the remote cache";
  std::string text = name;
  curl_free(name);
  return text;
}

}  // namespace pawl
