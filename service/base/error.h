// The errors of the broker: one catalogue, one way to make them, one way to read them.
//
// An error is an absl::Status whose code follows from its Reason. Reason, whether the function ran, and what
// the error concerns ride along as a payload until the edge (front/) writes them into gRPC status details.

#ifndef JSINTEROP_SERVICE_BASE_ERROR_H_
#define JSINTEROP_SERVICE_BASE_ERROR_H_

#include <optional>
#include <string>

#include "absl/status/status.h"

namespace jsinterop {

// Whether the function of a call ran. Retry decisions rest on this, not on the status code.
enum class Executed { kNo, kYes, kUnknown };

// `NO`, `YES` or `UNKNOWN`, as clients see it.
absl::string_view ExecutedName(Executed executed);

// Why a call failed. The numbers are those of jsinterop.v1.Reason.
enum class Reason {
#define JSINTEROP_ERROR(identifier, name, number, code, executed) identifier = (number),
#include "absl/strings/string_view.h"
#include "base/error_catalogue.inc"
#undef JSINTEROP_ERROR
};

// The reason's name as clients see it, such as `LEASE_EXPIRED`.
absl::string_view ReasonName(Reason reason);

// The status code that goes with it.
absl::StatusCode ReasonCode(Reason reason);

// Whether the function ran, unless an error says otherwise.
Executed ReasonExecuted(Reason reason);

// The reason with a number of jsinterop.v1.Reason, if there is one.
std::optional<Reason> ReasonFromNumber(int number);

// What rides along with the status.
struct ErrorInfo {
  Reason reason = Reason::kInternal;
  Executed executed = Executed::kUnknown;
  std::string field;    // The field of the request that is wrong; may be empty.
  std::string subject;  // What it concerns, cut and printable; may be empty. Never a token.
};

// Makes an error. `message` is for developers, in English; it is cut at 1,024 bytes, because gRPC trailers
// break above 8 KiB. It must not hold a token.
absl::Status MakeError(Reason reason, absl::string_view message);
absl::Status MakeError(const ErrorInfo& info, absl::string_view message);

// INVALID_FIELD for `field`.
absl::Status InvalidField(absl::string_view field, absl::string_view message);

// What MakeError put in; nothing for a status of other origin.
std::optional<ErrorInfo> GetErrorInfo(const absl::Status& status);

}  // namespace jsinterop

#endif  // JSINTEROP_SERVICE_BASE_ERROR_H_
