#ifndef PAWL_IMPLS_ENV_SYNC_CURL_HANDLES_H_
#define PAWL_IMPLS_ENV_SYNC_CURL_HANDLES_H_

#include <curl/curl.h>

#include <memory>

// libcurl's handles, each with an owner.
namespace env_sync {

struct CurlCleanup {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct CurlMultiCleanup {
  void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
};
struct CurlUrlCleanup {
  void operator()(CURLU* handle) const { curl_url_cleanup(handle); }
};
struct CurlListCleanup {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

using CurlEasy = std::unique_ptr<CURL, CurlCleanup>;
using CurlMulti = std::unique_ptr<CURLM, CurlMultiCleanup>;
using CurlUrl = std::unique_ptr<CURLU, CurlUrlCleanup>;
using CurlList = std::unique_ptr<curl_slist, CurlListCleanup>;

}  // namespace env_sync

#endif  // PAWL_IMPLS_ENV_SYNC_CURL_HANDLES_H_
