// Matchers for the broker's errors.

#ifndef JSINTEROP_TESTS_TESTING_ERRORS_H_
#define JSINTEROP_TESTS_TESTING_ERRORS_H_

#include <gmock/gmock.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/error.h"

namespace jsinterop::testing {

inline const absl::Status& StatusIn(const absl::Status& status) { return status; }

template <typename T>
const absl::Status& StatusIn(const absl::StatusOr<T>& result) {
  return result.status();
}

MATCHER(IsOk, "is OK") {
  *result_listener << StatusIn(arg).ToString();
  return StatusIn(arg).ok();
}

MATCHER_P(FailsWith, reason, "fails with " + std::string(ReasonName(reason))) {
  *result_listener << StatusIn(arg).ToString();
  const auto info = GetErrorInfo(StatusIn(arg));
  return info.has_value() && info->reason == reason;
}

MATCHER_P2(FailsWith, reason, executed,
           "fails with " + std::string(ReasonName(reason)) + ", executed " + std::string(ExecutedName(executed))) {
  *result_listener << StatusIn(arg).ToString();
  const auto info = GetErrorInfo(StatusIn(arg));
  return info.has_value() && info->reason == reason && info->executed == executed;
}

MATCHER_P(NamesField, field, "names the field " + std::string(field)) {
  *result_listener << StatusIn(arg).ToString();
  const auto info = GetErrorInfo(StatusIn(arg));
  return info.has_value() && info->field == field &&
         ::testing::Value(std::string(StatusIn(arg).message()), ::testing::StartsWith(field));
}

}  // namespace jsinterop::testing

#endif  // JSINTEROP_TESTS_TESTING_ERRORS_H_
