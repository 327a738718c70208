// google.protobuf.Duration, read with its rules and written.

#ifndef JSINTEROP_SERVICE_WIRE_DURATION_H_
#define JSINTEROP_SERVICE_WIRE_DURATION_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/clock.h"
#include "google/protobuf/duration.pb.h"

namespace jsinterop::wire {

// The duration in `field`. INVALID_FIELD if it is negative, or if its parts break the rules of the type (nanos
// below a second, both parts of one sign). What is longer than a Duration can hold (292 years) becomes the
// longest one: the lease table moves it into its bounds anyway.
absl::StatusOr<Duration> ReadDuration(absl::string_view field, const google::protobuf::Duration& duration);

void WriteDuration(Duration duration, google::protobuf::Duration* out);

}  // namespace jsinterop::wire

#endif  // JSINTEROP_SERVICE_WIRE_DURATION_H_
