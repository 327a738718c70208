// Moments in gRPC's time.

#ifndef JSINTEROP_CLIENT_CPP_SRC_DEADLINE_H_
#define JSINTEROP_CLIENT_CPP_SRC_DEADLINE_H_

#include "absl/time/time.h"
#include "grpc/support/time.h"

namespace jsinterop::inline client::internal {

// The steady moment at which a call that begins now has had `timeout`.
inline gpr_timespec DeadlineAfter(absl::Duration timeout) {
  if (timeout == absl::InfiniteDuration()) return gpr_inf_future(GPR_CLOCK_MONOTONIC);
  const gpr_timespec span = gpr_time_from_nanos(absl::ToInt64Nanoseconds(timeout), GPR_TIMESPAN);
  return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), span);
}

}  // namespace jsinterop::inline client::internal

#endif  // JSINTEROP_CLIENT_CPP_SRC_DEADLINE_H_
