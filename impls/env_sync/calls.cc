#include "impls/env_sync/calls.h"

#include <utility>

#include "impls/env_sync/messages.h"

namespace env_sync {
namespace {

absl::Status Prefixed(const absl::Status& status, const std::string& prefix, const std::string& suffix = "") {
  return {status.code(), prefix + std::string(status.message()) + suffix};
}

}  // namespace

PutCall::PutCall(std::string_view path, const Entry& entry, const Options& options, Backoff& backoff, Report& report)
    : name_(ParameterName(path, entry.key)), entry_(entry), options_(options), backoff_(backoff), report_(report) {}

Request PutCall::Next() {
  if (reads_back_) return {"GetParameter", GetBody(name_)};
  was_sent_ = true;
  return {"PutParameter", PutBody(name_, entry_.value, options_.overwrite, options_.tier == Tier::kAdvanced)};
}

Step PutCall::OnEnd(const Exchange& exchange) { return reads_back_ ? OnReadBack(exchange) : OnPut(exchange); }

Step PutCall::OnPut(const Exchange& exchange) {
  Finding finding = Judge(exchange, "PutParameter " + name_);
  if (finding.kind == Finding::Kind::kOk) {
    const auto version = ParsePut(exchange.body);
    if (version.ok()) return Written(*version);
    finding.kind = Finding::Kind::kUnknown;
    finding.status = Prefixed(version.status(), "PutParameter " + name_ + ": HTTP 200: ");
  }
  if (finding.kind == Finding::Kind::kUnknown) may_be_written_ = was_lost_ = reads_back_ = true;
  // A write whose answer was lost may have been executed only after it was looked for.
  if (was_lost_ && finding.error_name == "ParameterAlreadyExists") {
    existed_ = finding.status;
    reads_back_ = true;
    return {Step::Kind::kAgain};
  }
  return Retry(finding);
}

Step PutCall::OnReadBack(const Exchange& exchange) {
  Finding finding = Judge(exchange, "GetParameter " + name_);
  if (finding.kind == Finding::Kind::kOk) {
    const auto parameter = ParseGet(exchange.body);
    if (!parameter.ok()) return Fail(Prefixed(parameter.status(), "GetParameter " + name_ + ": HTTP 200: "));
    if (parameter->name == name_ && parameter->value == entry_.value) return Written(parameter->version);
  }
  if (finding.kind == Finding::Kind::kOk || finding.error_name == "ParameterNotFound") {
    // The wait came before this reading: the longer after a lost answer, the likelier it sees a write that was only
    // slow. The next attempt follows at once, so that little can happen in between.
    may_be_written_ = reads_back_ = false;
    if (!existed_.ok()) return Fail(existed_);
    if (failed_ >= options_.max_attempts) return Fail(last_);
    return {Step::Kind::kAgain};
  }
  return Retry(finding);
}

Step PutCall::Retry(const Finding& finding) {
  ++failed_;
  last_ = finding.status;
  if (finding.kind == Finding::Kind::kFinal) return Fail(last_);
  // The last attempt may be read back, too, once.
  const int allowed = std::max(options_.max_attempts, 1) + (reads_back_ ? 1 : 0);
  if (failed_ >= allowed) {
    return Fail(Prefixed(last_, "", " (gave up after " + std::to_string(failed_) + " attempts)"));
  }
  return {Step::Kind::kAgain, backoff_.Draw(failed_, finding.retry_after), finding.is_overload};
}

Step PutCall::Fail(const absl::Status& status) {
  report_ = {State::kFailed, 0,
             may_be_written_ ? Prefixed(status, "", ". It may have been written: pull it to see") : status};
  return {};
}

Step PutCall::Written(int64_t version) {
  report_ = {State::kWritten, version, absl::OkStatus()};
  return {};
}

void PutCall::Drop() {
  if (was_sent_)
    Fail(Prefixed(Cancelled(), "PutParameter " + name_ + ": ", "; before that: " + std::string(last_.message())));
}

PagesCall::PagesCall(size_t index, std::string_view path, const Options& options, Backoff& backoff, const Sink& sink,
                     const std::stop_token& stop, absl::Status& status)
    : index_(index), path_(path), options_(options), backoff_(backoff), sink_(sink), stop_(stop), status_(status) {}

Request PagesCall::Next() { return {"GetParametersByPath", PageBody(path_, token_)}; }

Step PagesCall::OnEnd(const Exchange& exchange) {
  const std::string what = "GetParametersByPath " + path_;
  const Finding finding = Judge(exchange, what);
  if (finding.kind == Finding::Kind::kOk) {
    std::string next_token;
    if (const absl::Status status = Deliver(exchange.body, next_token); !status.ok()) return End(status);
    failed_ = 0;
    if (next_token.empty()) return {};
    if (++pages_ == next_mark_) {
      mark_ = next_token;
      next_mark_ *= 2;
    }
    token_ = std::move(next_token);
    return {Step::Kind::kAgain};
  }
  if (finding.kind == Finding::Kind::kFinal) return End(finding.status);
  if (++failed_ >= options_.max_attempts) {
    return End(Prefixed(finding.status, "", " (gave up after " + std::to_string(failed_) + " attempts)"));
  }
  return {Step::Kind::kAgain, backoff_.Draw(failed_, finding.retry_after), finding.is_overload};
}

absl::Status PagesCall::Deliver(std::string_view body, std::string& next_token) const {
  const std::string what = "GetParametersByPath " + path_ + ": HTTP 200: ";
  absl::StatusOr<Page> page = ParsePage(body);
  if (!page.ok()) return Prefixed(page.status(), what);
  // A server that repeats a page would do so for ever.
  if (!page->next_token.empty() && (page->next_token == token_ || page->next_token == mark_)) {
    return absl::DataLossError(what +
                               "the NextToken is that of the page itself or of an earlier one. Check the endpoint");
  }
  for (const Parameter& parameter : page->parameters) {
    const std::string_view name = parameter.name;
    const bool is_below = name.size() > path_.size() + 1 && name.starts_with(path_) && name[path_.size()] == '/';
    if (!is_below || name.find('/', path_.size() + 1) != std::string_view::npos) {
      return absl::DataLossError(what +
                                 "a parameter has a name that is not directly under the path. Check the endpoint");
    }
  }
  for (const Parameter& parameter : page->parameters) {
    if (stop_.stop_requested()) return Cancelled();
    const std::string_view key = std::string_view(parameter.name).substr(path_.size() + 1);
    if (absl::Status status = sink_({index_, key, parameter.value, parameter.version}); !status.ok()) return status;
  }
  next_token = std::move(page->next_token);
  return absl::OkStatus();
}

Step PagesCall::End(const absl::Status& status) {
  status_.Update(status);
  return {Step::Kind::kEnd};
}

void PagesCall::Drop() { status_.Update(Cancelled()); }

}  // namespace env_sync
