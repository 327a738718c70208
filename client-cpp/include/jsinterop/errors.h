// Errors of the client library: every failure is an absl::Status.
//
// There are two kinds, told apart by GetException:
//
//   1. JavaScript ran and threw. The status has the code kUnknown and a message such as
//      `RangeError: division by zero`; GetException says everything that is known of what was thrown.
//   2. The call was refused, could not be run, or was lost on the way. The code is that of the RPC, and
//      GetErrorInfo says why and, above all, whether the function ran.
//
// Decide about a retry by `executed`, never by the code: a connection that breaks in the middle of a call is
// reported as kUnavailable, and whether the function ran is then not known.
//
//   absl::StatusOr<double> quotient = math.Invoke<double>("divide", 1, 0);
//   if (!quotient.ok()) {
//     if (std::optional<jsinterop::JsException> thrown = jsinterop::GetException(quotient.status())) {
//       LogThrown(thrown->name, thrown->message, thrown->stack);
//     } else if (jsinterop::GetErrorInfo(quotient.status()).executed == jsinterop::Executed::kNo) {
//       TryAgainLater();
//     }
//   }

#ifndef JSINTEROP_ERRORS_H_
#define JSINTEROP_ERRORS_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "jsinterop/value.h"

namespace jsinterop::inline client {

// Whether the function of a call ran.
enum class Executed {
  kNo,       // It did not begin: the call may be made again.
  kYes,      // It ran to its end; only its result could not be had.
  kUnknown,  // It may have run, wholly or partly.
};

// `NO`, `YES` or `UNKNOWN`.
std::string_view ExecutedName(Executed executed);

// Why a call failed.
struct ErrorInfo {
  // The name of a Reason of error.proto without its prefix, such as `LEASE_EXPIRED`; or one of the names of
  // this library in `reasons` below. Empty if gRPC itself made the error: then nothing more is known. A reason
  // that you do not know means no more than its status code and `executed` say.
  std::string reason = {};
  Executed executed = Executed::kUnknown;
  std::string field = {};    // For INVALID_FIELD: the field of the request. Else empty.
  std::string subject = {};  // What it concerns: a module, a member. May be empty. Never a token.
  // For RESULT_MISMATCH and BAD_ARGUMENT: where in the value, such as `.items[2].price`. Empty: the value itself.
  std::string path = {};
};

// Reasons that this library gives by itself, beside those of error.proto.
namespace reasons {
// kFailedPrecondition. The function ran, and its result is not what the C++ type can hold.
inline constexpr std::string_view kResultMismatch = "RESULT_MISMATCH";
// kInvalidArgument. An argument cannot be sent: not UTF-8, or an integer that a number cannot hold exactly.
inline constexpr std::string_view kBadArgument = "BAD_ARGUMENT";
// kFailedPrecondition. A blocking verb was called inside a callback of this library.
inline constexpr std::string_view kWouldDeadlock = "WOULD_DEADLOCK";
// kFailedPrecondition. The Runtime is destroyed, the reference is empty, or it belongs to another Runtime.
inline constexpr std::string_view kNotUsable = "NOT_USABLE";
}  // namespace reasons

// What is known of a failed call. For an OK status, `executed` is kYes; for what JavaScript threw too.
ErrorInfo GetErrorInfo(const absl::Status& status);

// What JavaScript threw, as far as it can be told.
struct JsException {
  std::string name = {};                 // `TypeError`. Empty if what was thrown is not an Error.
  std::string message = {};              // The error's message, or a short description of what was thrown.
  std::string stack = {};                // As V8 prints it, paths relative to the worker's root. May be empty.
  std::string code = {};                 // The error's `code` property as text (`ERR_INVALID_URL`). May be empty.
  std::vector<JsException> cause = {};   // The error's cause: none or one.
  std::vector<JsException> errors = {};  // Of an AggregateError.
  std::vector<std::pair<std::string, Value>> properties = {};  // Own primitive properties, in order.
  std::optional<Value> thrown = std::nullopt;                  // What was thrown, if it is plain data.
  bool truncated = false;                                      // Something was left out or cut.
};

// What JavaScript threw, or nothing if the status is not of that kind.
std::optional<JsException> GetException(const absl::Status& status);

}  // namespace jsinterop::inline client

#endif  // JSINTEROP_ERRORS_H_
