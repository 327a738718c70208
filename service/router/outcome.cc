#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/utf8.h"
#include "router/call.h"

namespace jsinterop::router {
namespace {

Executed ExecutedOf(const wire::Failure& failure) {
  switch (failure.executed()) {
    case 1: return Executed::kNo;
    case 2: return Executed::kYes;
    default: return Executed::kUnknown;
  }
}

}  // namespace

absl::Status StatusOf(const wire::Failure& failure) {
  const std::optional<Reason> reason = ReasonFromNumber(failure.reason());
  if (!reason) {
    return MakeError(Reason::kInternal, absl::StrCat("The worker failed with the unknown reason ", failure.reason(),
                                                     ": ", Excerpt(failure.message(), 512)));
  }
  const std::string message = failure.message().empty() ? "The worker does not say why." : failure.message();
  if (*reason != Reason::kInvalidField) {
    return MakeError(ErrorInfo{*reason, ExecutedOf(failure), "", failure.subject()}, message);
  }
  if (failure.subject().empty()) {
    return MakeError(Reason::kInternal,
                     absl::StrCat("The worker refused a field and does not say which: ", Excerpt(message, 512)));
  }
  return MakeError(ErrorInfo{*reason, ExecutedOf(failure), failure.subject(), ""}, message);
}

absl::Status CheckResult(const wire::Result& result, wire::Call::WhatCase what) {
  const int grants = result.grants_size();
  if (what == wire::Call::kImport && (result.has_value() || result.has_completed())) {
    return MakeError(Reason::kInternal, "The worker answered an import without a module.");
  }
  switch (result.outcome_case()) {
    case wire::Result::kGranted:
      if (grants == 1 && result.grants(0).index() == 0) return absl::OkStatus();
      return MakeError(Reason::kInternal, "The worker granted a result without exactly one grant of index 0.");
    case wire::Result::kValue: return absl::OkStatus();
    case wire::Result::kException:
    case wire::Result::kCompleted:
      if (grants == 0) return absl::OkStatus();
      return MakeError(Reason::kInternal, "The worker granted references with an outcome that has none.");
    case wire::Result::kFailure: return StatusOf(result.failure());
    case wire::Result::OUTCOME_NOT_SET: break;
  }
  return MakeError(Reason::kInternal, "The worker answered without an outcome.");
}

}  // namespace jsinterop::router
