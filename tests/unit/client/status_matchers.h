// Matchers for absl::Status and absl::StatusOr.

#ifndef JSINTEROP_TESTS_UNIT_CLIENT_STATUS_MATCHERS_H_
#define JSINTEROP_TESTS_UNIT_CLIENT_STATUS_MATCHERS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "jsinterop/errors.h"

namespace jsinterop::testing {

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

MATCHER(IsOk, "is OK") {
  *result_listener << StatusOf(arg).ToString();
  return arg.ok();
}

MATCHER_P(IsOkAnd, value, "is OK and holds " + ::testing::PrintToString(value)) {
  *result_listener << arg.status().ToString();
  return arg.ok() && ::testing::ExplainMatchResult(::testing::Eq(value), *arg, result_listener);
}

MATCHER_P(HasCode, code, "has the code " + absl::StatusCodeToString(code)) {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).code() == code;
}

// The reason, and whether the function ran.
MATCHER_P2(Because, reason, executed, "") {
  const ErrorInfo info = GetErrorInfo(StatusOf(arg));
  *result_listener << StatusOf(arg).ToString() << ", reason '" << info.reason << "', executed "
                   << ExecutedName(info.executed);
  return info.reason == reason && info.executed == executed;
}

}  // namespace jsinterop::testing

#endif  // JSINTEROP_TESTS_UNIT_CLIENT_STATUS_MATCHERS_H_
