// A call, between the room that accepts it and the router that finds it a worker.

#ifndef JSINTEROP_SERVICE_ROUTER_CALL_H_
#define JSINTEROP_SERVICE_ROUTER_CALL_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/clock.h"
#include "lease/lease_table.h"
#include "skeleton.pb.h"

namespace jsinterop::router {

// Names a call for Router::Cancel. Never used twice.
using CallId = uint64_t;

// The name of the pool that a message means: the empty one is called `default`.
inline absl::string_view PoolName(absl::string_view pool) { return pool.empty() ? "default" : pool; }

// What to run. The views need to live only until Router::Start returns.
struct CallSpec {
  // ImportCall or InvokeCall, without `object` and `references`: the router fills those in from the tokens.
  wire::Call call;

  absl::string_view lease;                               // Empty: none named.
  std::optional<absl::string_view> target;               // The token of the target, if that is a reference.
  absl::InlinedVector<absl::string_view, 2> references;  // The tokens of the table of references.
  absl::string_view pool;                                // Empty: `default`, or wherever the tokens say.
  absl::string_view nonce;                               // Empty: none.
  Duration time_left = Duration::max();                  // How long the caller will wait from now on.
};

// What came of a call.
struct Outcome {
  // Not OK: the call was refused, could not be run, or was lost (base/error.h). Then nothing else is set.
  absl::Status status;

  // The worker's answer. Never a Failure: that has become `status`.
  wire::Result result;

  // The tokens of result.grants, in their order, and how the lease stands.
  lease::Finished granted;
};

// Who waits for a call.
class Caller {
 public:
  virtual ~Caller() = default;

  // Called exactly once for each Router::Start, without locks, from whichever thread has the answer: also from
  // within Start. The router does not touch the Caller after that.
  virtual void OnOutcome(Outcome outcome) = 0;

  // Names the connection that the caller belongs to, for fairness and quotas. Asked for only when needed.
  virtual std::string connection() const = 0;
};

// The status for a worker's Failure.
absl::Status StatusOf(const wire::Failure& failure);

// OK if `result` is a complete answer to such a call: it has an outcome that the call can have, and grants that fit it.
absl::Status CheckResult(const wire::Result& result, wire::Call::WhatCase what);

}  // namespace jsinterop::router

#endif  // JSINTEROP_SERVICE_ROUTER_CALL_H_
