// The rules that proto/jsinterop/v1/interop.proto writes on the fields of requests, as checks.
//
// Each returns OK or an error that names the field. They look only at what the broker may know: names, counts
// and sizes. Values and the reach of modules and members are the worker's to judge.

#ifndef JSINTEROP_SERVICE_WIRE_CHECK_H_
#define JSINTEROP_SERVICE_WIRE_CHECK_H_

#include "absl/status/status.h"
#include "skeleton.pb.h"

namespace jsinterop::wire {

absl::Status Check(const ImportRequest& request);
absl::Status Check(const InvokeRequest& request);
absl::Status Check(const DisposeRequest& request);
absl::Status Check(const GrantLeaseRequest& request);
absl::Status Check(const RenewLeaseRequest& request);

// A worker's Hello, but for its secret and its protocol versions, which the door judges.
absl::Status Check(const Hello& hello);

}  // namespace jsinterop::wire

#endif  // JSINTEROP_SERVICE_WIRE_CHECK_H_
