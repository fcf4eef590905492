#ifndef PAWL_IMPLS_ENV_SYNC_ERROR_NAMES_H_
#define PAWL_IMPLS_ENV_SYNC_ERROR_NAMES_H_

#include <array>
#include <string_view>

namespace env_sync {

// Of the three actions and common to all, by the API reference, without those that end in "Exception".
constexpr std::array<std::string_view, 33> kErrorNames = {"IncompleteSignature",
                                                          "InternalFailure",
                                                          "InternalServerError",
                                                          "InvalidAction",
                                                          "InvalidClientTokenId",
                                                          "InvalidFilterKey",
                                                          "InvalidFilterOption",
                                                          "InvalidFilterValue",
                                                          "InvalidKeyId",
                                                          "InvalidNextToken",
                                                          "InvalidParameterCombination",
                                                          "InvalidParameterValue",
                                                          "InvalidQueryParameter",
                                                          "MalformedQueryString",
                                                          "MissingAction",
                                                          "MissingAuthenticationToken",
                                                          "MissingParameter",
                                                          "NotAuthorized",
                                                          "OptInRequired",
                                                          "ParameterAlreadyExists",
                                                          "ParameterLimitExceeded",
                                                          "ParameterMaxVersionLimitExceeded",
                                                          "ParameterNotFound",
                                                          "ParameterVersionNotFound",
                                                          "RequestExpired",
                                                          "RequestLimitExceeded",
                                                          "RequestThrottled",
                                                          "ServiceUnavailable",
                                                          "SignatureDoesNotMatch",
                                                          "Throttling",
                                                          "TooManyUpdates",
                                                          "UnsupportedParameterType",
                                                          "ValidationError"};

}  // namespace env_sync

#endif  // PAWL_IMPLS_ENV_SYNC_ERROR_NAMES_H_
